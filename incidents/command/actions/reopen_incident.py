"""It is back."""

from datetime import datetime

from django.db import transaction

from incidents.comms.actions.plan_promises import plan_promises
from incidents.oncall.actions.start_escalation import start_escalation
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import Incident, State
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def reopen_incident(*, incident: Incident, reason: str, by: User | None, at: datetime) -> Incident:
    """From the watch back to active: promises and paging begin anew."""
    move_incident(incident=incident, to=State.ACTIVE, by=by, at=at, reason=reason)
    clock.cancel("command.watch_ends", about=incident)
    plan_promises(incident=incident, by=by, at=at)
    start_escalation(incident=incident, by=by, at=at)
    incident.refresh_from_db()
    return incident
