"""Done, watched, handed over."""

from datetime import datetime

from django.db import transaction

from incidents.command.actions.resolve_incident import needs_postmortem
from incidents.learning.models import Postmortem
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import Incident, State
from portal.clock import clock
from portal.clock.models import Timer
from portal.people.models import User


class NotYet(ValueError):
    """Something that closing needs is missing."""


@transaction.atomic
def close_incident(
    *, incident: Incident, reason: str = "", by: User | None, at: datetime
) -> Incident:
    """Close after the watch; earlier only with a reason. A postmortem that policy asks for
    must at least be open."""
    locked = lock_incident(incident=incident)
    if locked.state == State.MONITORING:
        if needs_postmortem(locked) and not Postmortem.objects.filter(incident=locked).exists():
            raise NotYet("Policy asks for a postmortem: name its owner before closing.")
        watched = not Timer.objects.set_for(locked).filter(kind="command.watch_ends").exists()
        if not watched and not reason.strip():
            raise NotYet("The 24 h watch has not ended. Say why it closes before.")
    move_incident(incident=incident, to=State.CLOSED, by=by, at=at, reason=reason)
    clock.cancel("command.watch_ends", about=incident)
    return incident
