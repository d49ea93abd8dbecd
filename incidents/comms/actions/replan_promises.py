"""Fit open promises to a new severity."""

from datetime import datetime

from django.db import transaction

from incidents import publishing
from incidents.comms.actions.promises import make_promise, release, remember_next
from incidents.comms.cadence import cadences_of, fix_cadences, latest
from incidents.comms.models import Audience, Promise, Release
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Kind
from portal.people.models import User


@transaction.atomic
def replan_promises(
    *, incident: Incident, by: User | None, at: datetime, raised: bool = False
) -> None:
    """Sooner where the new cadence is shorter; what was promised is never moved later.

    The new severity's cadences hold from now on, but where it was `raised` nobody is told
    less often than before; the page shows the sooner time."""
    locked = lock_incident(incident=incident)
    if locked.kind == Kind.NEAR_MISS or not locked.is_open:
        return
    fix_cadences(locked, at=at, at_most=cadences_of(locked) if raised else None)
    told = cadences_of(locked)
    held = {
        promise.audience_id: promise for promise in Promise.objects.unsettled().for_incident(locked)
    }
    for audience in Audience.objects.for_incident(locked):
        due_at = latest(locked, told.get(audience.pk), at=at)
        promise = held.get(audience.pk)
        if due_at is None or (promise is not None and promise.due_at <= due_at):
            continue
        if promise is not None:
            release(promise, because=Release.SOONER, at=at)
        make_promise(incident=locked, audience=audience, due_at=due_at, at=at)
        if audience.public:
            publishing.promise(incident=locked, next_update_by=due_at, at=at)
    remember_next(incident, at=at)
