"""Move an incident along its state machine."""

from datetime import datetime
from typing import Any

from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.note_event import note_event
from incidents.record.models import EventType, Incident, State
from incidents.record.models.entry import EntryKind
from portal.people.models import User

WORDS: dict[str, str] = {
    State.ACTIVE: "Active again.",
    State.VERIFYING: "Fix in place, verifying.",
    State.MONITORING: "Resolved.",
    State.CLOSED: "Closed.",
    State.DISMISSED: "Dismissed.",
    State.MERGED: "Merged.",
}


EVENTS: dict[str, EventType] = {
    State.MONITORING: EventType.RESOLVED,
    State.CLOSED: EventType.CLOSED,
    State.MERGED: EventType.MERGED,
}


@transaction.atomic
def move_incident(
    *,
    incident: Incident,
    to: str,
    by: User | None,
    at: datetime,
    reason: str = "",
    version: int | None = None,
    **facts: Any,
) -> Incident:
    """Enter state `to`, with its line on the timeline.

    Raises IllegalTransition, or StaleVersion when `version` is no longer the newest.
    """
    locked = lock_incident(incident=incident, version=version)
    before = locked.state
    locked.move_to(to, at=at, **facts)
    locked.save()
    entry = add_entry(
        incident=locked,
        kind=EntryKind.STATE,
        body=f"{WORDS[to]} {reason.strip()}".strip(),
        by=by,
        at=at,
        data={"from": before, "state": to, "version": locked.version},
    )
    told: dict[str, Any] = {"from": str(before), "to": str(to), "reason": reason.strip()}
    if locked.merged_into is not None:
        told["into"] = locked.merged_into.reference
    back = before == State.MONITORING and to == State.ACTIVE
    what = EventType.REOPENED if back else EVENTS.get(str(to), EventType.STATE_CHANGED)
    note_event(entry=entry, at=at, kind=what, facts=told)
    incident.refresh_from_db()
    return incident
