"""Two are one."""

from datetime import datetime

from django.db import transaction

from incidents import publishing
from incidents.comms.actions.release_promises import release_promises
from incidents.oncall.actions.stop_escalation import stop_escalation
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import Incident, State
from incidents.record.models.entry import EntryKind
from portal.people.models import User


class CannotMerge(ValueError):
    """These two cannot be one."""


@transaction.atomic
def merge_incidents(
    *, incident: Incident, into: Incident, by: User | None, at: datetime
) -> Incident:
    """`incident` ends in `into`; its timeline stays and is linked both ways."""
    if incident.pk == into.pk:
        raise CannotMerge("An incident cannot be merged into itself.")
    for one in sorted((incident, into), key=lambda each: each.pk):
        lock_incident(incident=one)
    into.refresh_from_db()
    if into.has_ended:
        raise CannotMerge(f"{into.reference} has ended. Merge the other way round.")
    if into.private != incident.private:
        raise CannotMerge("One of the two is private: whoever sees the other would learn of it.")
    release_promises(incident=incident, by=by, at=at)
    stop_escalation(incident=incident, by=by, at=at)
    publishing.retract(incident=incident, reason=f"Merged into {into.reference}", by=by, at=at)
    reason = f"It continues as {into.reference}."
    move_incident(incident=incident, to=State.MERGED, by=by, at=at, reason=reason, merged_into=into)
    into.services.add(*incident.services.all())
    add_entry(
        incident=into,
        kind=EntryKind.SYSTEM,
        body=f"{incident.reference} {incident.title} was merged into this.",
        by=by,
        at=at,
        data={"merged": incident.number},
    )
    return incident
