"""Promise every audience its first word."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.comms.actions.promises import make_promise, remember_next
from incidents.comms.cadence import cadences_of, fix_cadences
from incidents.comms.models import Audience, Promise
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Kind
from portal.people.models import User


@transaction.atomic
def plan_promises(*, incident: Incident, by: User | None, at: datetime) -> list[Promise]:
    """The first update is owed within the policy's minutes to each audience with a cadence.

    Near misses promise nothing; audiences that hold an open promise keep it.
    """
    locked = lock_incident(incident=incident)
    if locked.kind == Kind.NEAR_MISS or not locked.is_open:
        return []
    fix_cadences(locked, at=at)
    told = cadences_of(locked)
    due_at = at + timedelta(minutes=locked.rules.first_update_minutes)
    held = set(
        Promise.objects.unsettled().for_incident(locked).values_list("audience_id", flat=True)
    )
    made = [
        make_promise(incident=locked, audience=audience, due_at=due_at, at=at)
        for audience in Audience.objects.for_incident(locked)
        if audience.pk in told and audience.pk not in held
    ]
    remember_next(incident, at=at)
    return made
