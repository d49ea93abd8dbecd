"""Alerts on their incident's timeline: the first of a storm by name, the rest by number."""

from collections.abc import Sequence
from datetime import datetime

from incidents.alerts.folding import Folded
from incidents.alerts.models import Alert, AlertStatus
from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind

BY_NAME = 5


def attach(incident: Incident, folded: Sequence[Folded], *, at: datetime) -> None:
    """Give alerts without an incident this one, and write what began and what ended."""
    began = [one.alert for one in folded if one.alert.incident_id is None]
    new = {alert.pk for alert in began}
    Alert.objects.filter(pk__in=new).update(incident=incident)
    for alert in began:
        alert.incident = incident
    ended = [
        one.alert
        for one in folded
        if one.alert.incident_id == incident.pk
        and one.alert.status == AlertStatus.RESOLVED
        and (one.alert.pk in new or not one.was_over)
    ]
    _write(incident, began, "Alert", "firing", at=at)
    _write(incident, ended, "Alert is over", "resolved", at=at)
    _write_when_all_are_over(incident, at=at)


def _write(
    incident: Incident, alerts: Sequence[Alert], word: str, what: str, *, at: datetime
) -> None:
    for alert in alerts[:BY_NAME]:
        is_over = what == AlertStatus.RESOLVED
        add_entry(
            incident=incident,
            kind=EntryKind.SYSTEM,
            body=f"{word}: {alert.title}",
            by=None,
            at=at,
            occurred_at=alert.ends_at if is_over else alert.starts_at,
            data={} if is_over else {"alert": alert.pk, "labels": alert.labels},
            key=f"alert:{alert.pk}:{what}",
        )
    rest = alerts[BY_NAME:]
    if rest:
        add_entry(
            incident=incident,
            kind=EntryKind.SYSTEM,
            body=f"{word}: {len(rest)} more, {_named(rest)}.",
            by=None,
            at=at,
            data={"alerts": [alert.pk for alert in rest]},
            key=f"alerts:{rest[0].pk}–{rest[-1].pk}:{what}",
        )


def _named(alerts: Sequence[Alert]) -> str:
    """Their titles, each once, as many as a line holds."""
    titles = list(dict.fromkeys(alert.title for alert in alerts))
    others = f" and {len(titles) - BY_NAME} other kinds" if len(titles) > BY_NAME else ""
    return "; ".join(titles[:BY_NAME]) + others


def _write_when_all_are_over(incident: Incident, *, at: datetime) -> None:
    own = Alert.objects.filter(incident=incident)
    if own.firing().exists():
        return
    newest = own.order_by("-ends_at").first()
    add_entry(
        incident=incident,
        kind=EntryKind.SYSTEM,
        body="All alerts of this incident are over. Verify, then resolve.",
        by=None,
        at=at,
        key=f"alerts over:{newest.pk if newest else 0}",
    )
