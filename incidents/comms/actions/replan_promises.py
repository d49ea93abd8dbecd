"""Fit open promises to a new severity."""

from datetime import datetime

from django.db import transaction

from incidents.comms.actions.promises import cadence_of, make_promise, release, remember_next
from incidents.comms.models import Audience, Promise
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Kind
from portal.people.models import User


@transaction.atomic
def replan_promises(*, incident: Incident, by: User | None, at: datetime) -> None:
    """Sooner where the new cadence is shorter; what was promised is never moved later."""
    locked = lock_incident(incident=incident)
    if locked.kind == Kind.NEAR_MISS or not locked.is_open:
        return
    held = {
        promise.audience_id: promise for promise in Promise.objects.unsettled().for_incident(locked)
    }
    for audience in Audience.objects.for_incident(locked):
        cadence = cadence_of(locked, audience)
        promise = held.get(audience.pk)
        if cadence is None or (promise is not None and promise.due_at <= at + cadence):
            continue
        if promise is not None:
            release(promise, at=at)
        make_promise(incident=locked, audience=audience, due_at=at + cadence, at=at)
    remember_next(incident, at=at)
