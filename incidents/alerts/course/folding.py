"""Alerts as their notifications say, by the source's own time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from incidents.alerts.course.planned_work import planned_for
from incidents.alerts.course.routing import group_of, level_of, rule_for, service_of
from incidents.alerts.formats.shapes import FiredAlert
from incidents.alerts.models import Alert, AlertStatus, Integration, Rule

UPDATED = ("status", "ends_at", "title", "annotations", "heard_at")


@dataclass
class Folded:
    """An alert after folding: whether it is new and was over before, whether it fired
    meanwhile, and whether it shall call nobody because it flaps."""

    alert: Alert
    is_new: bool
    was_over: bool
    fired: bool = False
    quiet: bool = False


def fold_alerts(
    integration: Integration, fired: Sequence[FiredAlert], *, at: datetime
) -> list[Folded]:
    """The stored alerts after these, each once, in the order they first appear."""
    known = _known(integration, fired)
    rules = list(integration.rules.in_turn())
    folded: dict[tuple[str, datetime], Folded] = {}
    for one in fired:
        key = (one.fingerprint, one.starts_at)
        if key not in folded:
            stored = known.get(key)
            is_new = stored is None
            stored = stored or _new(integration, rules, one, at=at)
            over = not is_new and stored.status == AlertStatus.RESOLVED
            folded[key] = Folded(stored, is_new=is_new, was_over=over)
        _fold(folded[key], one, at=at)
    _note_planned_work([one.alert for one in folded.values() if one.is_new])
    Alert.objects.bulk_create(
        [one.alert for one in folded.values()],
        update_conflicts=True,
        unique_fields=("integration", "fingerprint", "starts_at"),
        update_fields=UPDATED,
    )
    return list(folded.values())


def _known(
    integration: Integration, fired: Sequence[FiredAlert]
) -> dict[tuple[str, datetime], Alert]:
    found = Alert.objects.filter(
        integration=integration,
        fingerprint__in={one.fingerprint for one in fired},
        starts_at__in={one.starts_at for one in fired},
    ).select_related("suppressed_by", "service")
    return {(one.fingerprint, one.starts_at): one for one in found}


def _new(
    integration: Integration, rules: Sequence[Rule], one: FiredAlert, *, at: datetime
) -> Alert:
    rule = rule_for(rules, one.labels)
    service = service_of(rule, integration)
    return Alert(
        integration=integration,
        fingerprint=one.fingerprint,
        group_key=group_of(one.group_key, rule, service, one.fingerprint, one.labels),
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        status=one.status,
        title=one.title,
        labels=one.labels,
        annotations=one.annotations,
        generator_url=one.generator_url,
        received_at=at,
        service=service,
        rule=rule,
        level=level_of(rule, one.labels),
    )


def _fold(folded: Folded, one: FiredAlert, *, at: datetime) -> None:
    """Once ended, an occurrence stays ended; empty annotations overwrite nothing."""
    alert = folded.alert
    alert.heard_at = max(alert.heard_at or at, at)
    if one.status == AlertStatus.RESOLVED:
        alert.status = AlertStatus.RESOLVED
        alert.ends_at = max(alert.ends_at or one.starts_at, one.ends_at or one.starts_at)
    if one.annotations and not alert.annotations:
        alert.annotations = one.annotations
        alert.title = one.title
    folded.fired = folded.fired or alert.status == AlertStatus.FIRING


def _note_planned_work(alerts: Sequence[Alert]) -> None:
    services = {one.service for one in alerts if one.service is not None}
    planned = planned_for(services)
    for alert in alerts:
        alert.maintenance = planned.get(alert.service_id or 0, "")
