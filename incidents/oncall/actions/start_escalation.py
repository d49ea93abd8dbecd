"""Begin to page people for an incident."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.models import Escalation, EscalationPolicy
from incidents.oncall.paging.climbing import open_climb, page_rung
from incidents.oncall.paging.triggers import next_trigger
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Kind
from portal.people.models import User


@transaction.atomic
def start_escalation(
    *, incident: Incident, by: User | None, at: datetime, policy: EscalationPolicy | None = None
) -> Escalation | None:
    """Copy the ladder as it is now and page its first rung; by another policy than that of its
    services, where one is chosen.

    An incident that is climbing already goes on as it does; near misses page nobody.
    """
    locked = lock_incident(incident=incident)
    if locked.kind == Kind.NEAR_MISS or locked.has_ended:
        return None
    climbing = Escalation.objects.climbing().filter(incident=locked).first()
    if climbing is not None:
        return climbing
    escalation = open_climb(locked, trigger=next_trigger(locked), at=at, chosen=policy)
    page_rung(escalation, at=at)
    return escalation
