"""It was nothing."""

from datetime import datetime

from django.db import transaction

from incidents import publishing
from incidents.comms.actions.release_promises import release_promises
from incidents.comms.models import Release
from incidents.oncall.actions.stop_escalation import stop_escalation
from incidents.record.actions.change_level import NoReason
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import Incident, State
from portal.people.models import User


@transaction.atomic
def dismiss_incident(*, incident: Incident, reason: str, by: User | None, at: datetime) -> Incident:
    """End it with a reason; a published notice is taken back."""
    if not reason.strip():
        raise NoReason("Say why this is no incident.")
    release_promises(incident=incident, because=Release.DISMISSED, by=by, at=at)
    stop_escalation(incident=incident, by=by, at=at)
    publishing.retract(incident=incident, reason=reason, by=by, at=at)
    return move_incident(incident=incident, to=State.DISMISSED, by=by, at=at, reason=reason)
