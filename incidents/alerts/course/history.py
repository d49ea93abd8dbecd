"""What happened to an alert, oldest first."""

from dataclasses import dataclass
from datetime import datetime

from incidents.alerts.models import Alert, What
from portal.people.models import User

ICONS = {
    What.ATTACHED: "link",
    What.OPENED: "flag",
    What.SUPPRESSED: "stop",
    What.LIFTED: "bell",
    What.SNOOZED: "clock",
    What.WOKE: "bell",
    What.FLAPPING: "undo",
    What.CALM: "ok",
    What.PAGED_AGAIN: "bell",
    What.ENDED: "ok",
}


@dataclass(frozen=True)
class Moment:
    at: datetime
    what: str
    words: str = ""
    by: User | None = None
    icon: str = "bell"


def history_of(alert: Alert) -> list[Moment]:
    """Firing and ending by the source's time, the rest by ours."""
    during = f"During {alert.maintenance}" if alert.maintenance else ""
    found = [Moment(alert.starts_at, "Fired", during)]
    events = list(alert.events.select_related("by").order_by("at", "pk"))
    found += [
        Moment(
            one.at,
            What(one.what).label,
            one.words,
            by=one.by,
            icon=ICONS.get(What(one.what), "dots"),
        )
        for one in events
    ]
    joined = {What.ATTACHED, What.OPENED}
    if alert.incident is not None and not any(one.what in joined for one in events):
        words = f"{alert.incident.reference}, by itself"
        found.append(Moment(alert.received_at, "Attached", words, icon="link"))
    if alert.acknowledged_at is not None:
        by = alert.acknowledged_by
        found.append(Moment(alert.acknowledged_at, "Acknowledged at its source", by, icon="check"))
    if alert.ends_at is not None:
        found.append(Moment(alert.ends_at, "Over", icon="ok"))
    return sorted(found, key=lambda one: one.at)
