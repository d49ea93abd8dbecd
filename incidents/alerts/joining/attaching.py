"""Alerts on their incident's timeline: the first of a storm by name, the rest by number."""

from collections.abc import Sequence
from datetime import datetime

from incidents.alerts.course.folding import Folded
from incidents.alerts.joining.monitoring import say_what_monitoring_sees
from incidents.alerts.models import Alert, AlertStatus
from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User

BY_NAME = 5


def attach(
    incident: Incident, folded: Sequence[Folded], *, by: User | None = None, at: datetime
) -> None:
    """Give alerts without an incident this one, and write what began and what ended. Of what
    flaps and was told of already nothing is written until it is calm."""
    began = [one for one in folded if one.alert.incident_id is None]
    new = {one.alert.pk for one in began}
    Alert.objects.filter(pk__in=new, incident=None).update(incident=incident)
    for one in began:
        one.alert.incident = incident
    told = [one.alert for one in began if not one.quiet]
    ended = [
        one.alert
        for one in folded
        if one.alert.incident_id == incident.pk
        and not one.quiet
        and one.alert.status == AlertStatus.RESOLVED
        and (one.alert.pk in new or not one.was_over)
    ]
    _write(incident, told, "Alert", "firing", by=by, at=at)
    _write(incident, ended, "Alert is over", "resolved", by=None, at=at)
    _write_when_all_are_over(incident, at=at)
    say_what_monitoring_sees(incident, at=at)


def write_flapping(alerts: Sequence[Alert], *, at: datetime) -> None:
    """Say on their timelines that these flap, once."""
    for alert in alerts:
        if alert.incident is not None and alert.incident.is_open:
            add_entry(
                incident=alert.incident,
                kind=EntryKind.SYSTEM,
                body=f"Alert flaps: {alert.title}. Quiet until it is calm.",
                by=None,
                at=at,
                data={"alert": alert.pk},
                key=f"alert:{alert.pk}:flaps",
            )


def _write(
    incident: Incident,
    alerts: Sequence[Alert],
    word: str,
    what: str,
    *,
    by: User | None,
    at: datetime,
) -> None:
    for alert in alerts[:BY_NAME]:
        is_over = what == AlertStatus.RESOLVED
        planned = f" (during {alert.maintenance})" if alert.maintenance and not is_over else ""
        add_entry(
            incident=incident,
            kind=EntryKind.SYSTEM,
            body=f"{word}: {alert.title}{planned}",
            by=by,
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
            by=by,
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
    if own.firing().exists() or own.filter(flapping=True).exists():
        return
    newest = own.order_by("-ends_at").first()
    if newest is None:
        return
    add_entry(
        incident=incident,
        kind=EntryKind.SYSTEM,
        body="All alerts of this incident are over. Verify, then resolve.",
        by=None,
        at=at,
        key=f"alerts over:{newest.pk}",
    )
