"""What was begun to be learned from one incident goes on with another."""

from datetime import datetime

from django.db import transaction

from incidents.learning.actions.lock_postmortem import lock_postmortem
from incidents.learning.models import CorrectiveAction, Postmortem, PostmortemState
from incidents.learning.models.postmortem import STILL_OWED
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def carry_learning(
    *, incident: Incident, into: Incident, by: User | None, at: datetime
) -> tuple[int, str]:
    """Unfinished follow-ups move; an owed postmortem moves too, or ends where `into` has one.
    How many follow-ups, and what became of the postmortem, in words."""
    lock_incident(incident=into)
    moved = CorrectiveAction.objects.unfinished().filter(incident=incident).update(incident=into)
    owed = Postmortem.objects.filter(incident=incident, state__in=STILL_OWED).first()
    if owed is None:
        return moved, ""
    locked = lock_postmortem(postmortem=owed, at=at)
    if not Postmortem.objects.filter(incident=into).exists():
        Postmortem.objects.filter(pk=locked.pk).update(incident=into)
        return moved, f"Its postmortem, owned by {locked.owner}, covers both now"
    locked.move_to(PostmortemState.WAIVED, at=at)
    locked.reason = f"{into.reference} has a postmortem, which covers both."
    locked.waived_by = by
    locked.save()
    clock.cancel("learning.reminder", about=locked)
    return moved, "Its postmortem stays readable there; the one here covers both"
