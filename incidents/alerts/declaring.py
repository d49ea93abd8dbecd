"""Which incident alerts open, by the integration's rules."""

from collections.abc import Iterable
from datetime import datetime

from incidents.alerts.models import Alert, Integration, Rule
from incidents.catalog.models import (
    Service,
    UnknownSeverity,
    parse_severity,
    severity_label,
)
from incidents.command.actions.declare_incident import declare_incident
from incidents.record.models import Incident

UNSURE = 1


def rule_for(rules: Iterable[Rule], labels: dict[str, str]) -> Rule | None:
    """The first of these rules, in their turn, that fits."""
    return next((rule for rule in rules if rule.fits(labels)), None)


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


def _declare(rule: Rule, alert: Alert, *, at: datetime) -> Incident:
    """The worst open one of the same service, or a new one."""
    service: Service | None = alert.service
    if service is not None:
        same = Incident.objects.open().filter(services=service, private=False, kind="incident")
        worst = same.worst_first().first()
        if worst is not None:
            return worst
    level, reason = _level(rule, alert)
    return declare_incident(
        title=alert.title,
        level=level,
        key=f"alert:{alert.pk}",
        services=[service] if service else [],
        started_at=min(alert.starts_at, at),
        reason=reason,
        source="alertmanager",
        by=None,
        at=at,
    )


def _level(rule: Rule, alert: Alert) -> tuple[int, str]:
    """From the rule, else the label `severity`; unsure goes up."""
    if rule.level is not None:
        return rule.level, f"By a rule of {rule.integration}."
    label = alert.labels.get("severity", "")
    try:
        return parse_severity(label), f"The alert says severity {label}."
    except UnknownSeverity:
        said = f"says severity {label!r}, which is not known" if label else "says no severity"
        return UNSURE, f"The alert {said}: unsure goes up to {severity_label(UNSURE)}."
