"""Five minutes past, and not a word from a person."""

from datetime import datetime

from django.db import transaction

from incidents.comms.actions.nudge_promise import duty_managers, send_reminder, who_owes
from incidents.comms.mailing import spelled
from incidents.comms.models import Promise, PromiseState
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Role
from incidents.record.models.entry import EntryKind


@transaction.atomic
def miss_promise(*, promise: Promise, at: datetime) -> bool:
    """Mark it missed, write it down and page the duty managers; False when it is settled.

    It stays owed: the update that answers it settles it, as missed.
    """
    incident = lock_incident(incident=promise.incident)
    promise.refresh_from_db()
    if promise.state != PromiseState.OPEN or promise.missed_at is not None:
        return False
    promise.missed_at = at
    promise.save(update_fields=["missed_at"])
    line = f"The update promised to {promise.audience} by {spelled(promise.due_at)} is missing."
    add_entry(incident=incident, kind=EntryKind.SYSTEM, body=line, by=None, at=at)
    commander = incident.holder_of(Role.COMMANDER)
    people = {
        person.pk: person
        for person in [*who_owes(incident), *([commander] if commander else []), *duty_managers()]
    }
    send_reminder(
        promise,
        people=list(people.values()),
        subject=f"Update missing: {incident.display_title} ({incident.reference})",
        line=line,
        key=f"missed:{promise.pk}",
        at=at,
    )
    return True
