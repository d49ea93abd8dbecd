"""Which incident alerts open, by the integration's rules."""

from collections.abc import Iterable
from datetime import datetime

from incidents.alerts.course.routing import level_with_reason, rule_for
from incidents.alerts.joining.turns import take_turn
from incidents.alerts.models import Alert, Integration, Rule
from incidents.catalog.models import Service
from incidents.command.actions.declare_incident import declare_incident
from incidents.record.models import Incident


def declare_first(
    integration: Integration, alerts: Iterable[Alert], *, at: datetime
) -> Incident | None:
    """The incident of the first alert whose rule opens one; None where none does."""
    rules = list(integration.rules.in_turn())
    for alert in alerts:
        rule = rule_for(rules, alert.labels)
        if rule is not None and rule.opens_incident:
            return _declare(rule, alert, at=at)
    return None


def open_incident_of(service: Service) -> Incident | None:
    """The worst open one that an alert of this service belongs to."""
    same = Incident.objects.open().filter(services=service, private=False, kind="incident")
    return same.worst_first().first()


def _declare(rule: Rule, alert: Alert, *, at: datetime) -> Incident:
    """The worst open one of the same service, or a new one. Those who declare for one
    service take turns."""
    service: Service | None = alert.service
    if service is not None:
        take_turn(f"alerts of service:{service.pk}")
        worst = open_incident_of(service)
        if worst is not None:
            return worst
    level, reason = level_with_reason(rule, alert.labels)
    return declare_incident(
        title=alert.title,
        level=level,
        key=f"alert:{alert.pk}",
        services=[service] if service else [],
        started_at=min(alert.starts_at, at),
        reason=reason,
        source=rule.integration.kind,
        policy=rule.policy,
        by=None,
        at=at,
    )
