"""Alerts that fire while a resolved incident is watched."""

from collections.abc import Iterable
from datetime import datetime

from incidents.alerts.course.routing import rule_for
from incidents.alerts.models import Alert, Integration
from incidents.command.actions.notice_recurrence import notice_recurrence
from incidents.record.models import Incident, State


def watched_of(
    integration: Integration, group_key: str, firing: Iterable[Alert]
) -> tuple[Incident, Alert] | None:
    """The newest watched incident of the same group, or of a service whose alerts open
    incidents, with the alert that says so."""
    alerts = list(firing)
    if not alerts:
        return None
    watched = Incident.objects.filter(
        state=State.MONITORING, watches__isnull=False, watches__ended_at=None
    )
    same = watched.filter(alerts__integration=integration, alerts__group_key=group_key)
    found = same.order_by("-pk").first()
    if found is not None:
        return found, alerts[0]
    rules = list(integration.rules.in_turn())
    for alert in alerts:
        rule = rule_for(rules, alert.labels)
        if rule is None or not rule.opens_incident or alert.service is None:
            continue
        of_service = watched.filter(services=alert.service, private=False, kind="incident")
        found = of_service.order_by("-pk").first()
        if found is not None:
            return found, alert
    return None


def come_back(
    integration: Integration, group_key: str, firing: Iterable[Alert], *, at: datetime
) -> Incident | None:
    """The watched incident these alerts belong to, after those who watch were told."""
    found = watched_of(integration, group_key, firing)
    if found is None:
        return None
    incident, alert = found
    notice_recurrence(incident=incident, what=alert.title, key=f"alert:{alert.pk}", at=at)
    incident.refresh_from_db()
    return incident
