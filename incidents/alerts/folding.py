"""Alerts as their notifications say, by the source's own time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from incidents.alerts.declaring import rule_for
from incidents.alerts.formats.shapes import FiredAlert
from incidents.alerts.models import Alert, AlertStatus, Integration


@dataclass
class Folded:
    """An alert after folding: whether it was over before, and whether it fired meanwhile."""

    alert: Alert
    was_over: bool
    fired: bool = False


def fold_alerts(
    integration: Integration, group_key: str, fired: Sequence[FiredAlert], *, at: datetime
) -> list[Folded]:
    """The stored alerts after these, each once, in the order they first appear."""
    known = _known(integration, fired)
    rules = list(integration.rules.in_turn())
    folded: dict[tuple[str, datetime], Folded] = {}
    for one in fired:
        key = (one.fingerprint, one.starts_at)
        if key not in folded:
            stored = known.get(key)
            if stored is None:
                rule = rule_for(rules, one.labels)
                stored = _new(integration, group_key, one, at=at)
                stored.service = (rule.service if rule else None) or integration.default_service
                folded[key] = Folded(stored, was_over=False)
            else:
                folded[key] = Folded(stored, was_over=stored.status == AlertStatus.RESOLVED)
        _fold(folded[key], one)
    Alert.objects.bulk_create(
        [one.alert for one in folded.values()],
        update_conflicts=True,
        unique_fields=("integration", "fingerprint", "starts_at"),
        update_fields=("status", "ends_at", "title", "annotations"),
    )
    return list(folded.values())


def _known(
    integration: Integration, fired: Sequence[FiredAlert]
) -> dict[tuple[str, datetime], Alert]:
    found = Alert.objects.filter(
        integration=integration,
        fingerprint__in={one.fingerprint for one in fired},
        starts_at__in={one.starts_at for one in fired},
    )
    return {(one.fingerprint, one.starts_at): one for one in found}


def _new(integration: Integration, group_key: str, one: FiredAlert, *, at: datetime) -> Alert:
    return Alert(
        integration=integration,
        fingerprint=one.fingerprint,
        group_key=group_key,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        status=one.status,
        title=one.title,
        labels=one.labels,
        annotations=one.annotations,
        generator_url=one.generator_url,
        received_at=at,
    )


def _fold(folded: Folded, one: FiredAlert) -> None:
    """Once ended, an occurrence stays ended; empty annotations overwrite nothing."""
    alert = folded.alert
    if one.status == AlertStatus.RESOLVED:
        alert.status = AlertStatus.RESOLVED
        alert.ends_at = max(alert.ends_at or one.starts_at, one.ends_at or one.starts_at)
    if one.annotations and not alert.annotations:
        alert.annotations = one.annotations
        alert.title = one.title
    folded.fired = folded.fired or alert.status == AlertStatus.FIRING
