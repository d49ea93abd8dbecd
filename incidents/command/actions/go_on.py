"""It waits no longer."""

from datetime import datetime

from django.db import transaction

from incidents.command.models import Waiting
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def go_on(*, incident: Incident, by: User | None, at: datetime) -> bool:
    """End the waiting, with its line; False when it did not wait."""
    lock_incident(incident=incident)
    if not Waiting.objects.live().filter(incident=incident).update(ended_at=at, ended_by=by):
        return False
    add_entry(
        incident=incident,
        kind=EntryKind.DECISION,
        body="This goes on: it waits no longer.",
        by=by,
        at=at,
    )
    return True
