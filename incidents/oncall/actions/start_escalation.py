"""Begin to page people for an incident."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.climb_escalation import page_rung
from incidents.oncall.ladders import ladder_for
from incidents.oncall.models import Escalation, EscalationState
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Kind
from portal.people.models import User


@transaction.atomic
def start_escalation(*, incident: Incident, by: User | None, at: datetime) -> Escalation | None:
    """Copy the ladder as it is now and page its first rung.

    An incident that is climbing already goes on as it does; near misses page nobody.
    """
    locked = lock_incident(incident=incident)
    if locked.kind == Kind.NEAR_MISS or locked.has_ended:
        return None
    climbing = Escalation.objects.filter(incident=locked, state=EscalationState.CLIMBING).first()
    if climbing is not None:
        return climbing
    strategy, ladder = ladder_for(locked, at=at)
    escalation = Escalation.objects.create(
        incident=locked,
        ladder=ladder,
        strategy=strategy,
        wait_minutes=locked.rules.acknowledge_minutes,
        started_at=at,
    )
    page_rung(escalation, at=at)
    return escalation
