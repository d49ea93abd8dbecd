"""It need not be said."""

from datetime import datetime

from django.db import transaction

from incidents.comms.actions.schedule_update import KIND
from incidents.comms.models import ScheduledState, ScheduledUpdate
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def cancel_scheduled(*, scheduled: ScheduledUpdate, by: User, at: datetime) -> bool:
    """False when it was sent or ended already."""
    incident = lock_incident(incident=scheduled.incident)
    scheduled = ScheduledUpdate.objects.select_for_update(of=("self",)).get(pk=scheduled.pk)
    if scheduled.state != ScheduledState.WAITING:
        return False
    clock.cancel(KIND, about=scheduled)
    scheduled.settle(ScheduledState.CANCELLED, by=by, at=at)
    scheduled.save()
    body = f"Cancelled the update set for {scheduled.due_at:%H:%M} UTC."
    add_entry(incident=incident, kind=EntryKind.COMMUNICATION, body=body, by=by, at=at)
    return True
