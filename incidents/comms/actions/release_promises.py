"""Nothing more is owed."""

from datetime import datetime

from django.db import transaction

from incidents import publishing
from incidents.comms.actions.promises import AFTER_DUE, quiet, release, remember_next
from incidents.comms.models import Promise, Release
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from portal.people.models import User


@transaction.atomic
def release_promises(
    *, incident: Incident, by: User | None, at: datetime, because: Release = Release.ENDED
) -> int:
    """Let go of every open promise of an incident that is over; how many."""
    lock_incident(incident=incident)
    owed = list(Promise.objects.unsettled().for_incident(incident))
    for promise in owed:
        release(promise, because=because, at=at)
    for promise in Promise.objects.held_in_silence().for_incident(incident):
        quiet(promise, AFTER_DUE)
    publishing.promise(incident=incident, next_update_by=None, at=at)
    remember_next(incident, at=at)
    return len(owed)
