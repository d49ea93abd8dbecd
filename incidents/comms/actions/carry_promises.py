"""What was promised of one incident is kept by another."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents import publishing
from incidents.comms.actions.promises import make_promise, release, remember_next
from incidents.comms.models import Promise, Release
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from portal.people.models import User

BREATH = timedelta(minutes=5)


@transaction.atomic
def carry_promises(*, incident: Incident, into: Incident, by: User | None, at: datetime) -> int:
    """Each audience hears by the sooner of the two times, one that is late within minutes; how
    many times were carried. The promises of `incident` stay set: release them after."""
    locked = lock_incident(incident=into)
    held = {one.audience_id: one for one in Promise.objects.unsettled().for_incident(locked)}
    owed = Promise.objects.unsettled().for_incident(incident).select_related("audience")
    carried = 0
    for promise in owed:
        due_at = max(promise.due_at, at + BREATH)
        standing = held.get(promise.audience_id)
        if standing is not None and standing.due_at <= due_at:
            continue
        if standing is not None:
            release(standing, because=Release.SOONER, at=at)
        make_promise(incident=locked, audience=promise.audience, due_at=due_at, at=at)
        carried += 1
    _show_on_the_page(locked, at=at)
    remember_next(into, at=at)
    return carried


def _show_on_the_page(incident: Incident, *, at: datetime) -> None:
    """The notice may have come from the other incident, and names its time."""
    found = Promise.objects.unsettled().for_incident(incident).filter(audience__public=True)
    soonest = found.soonest_first().first()
    if soonest is not None:
        publishing.promise(incident=incident, next_update_by=soonest.due_at, at=at)
