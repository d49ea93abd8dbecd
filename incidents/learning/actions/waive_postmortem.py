"""Do without a postmortem."""

from datetime import datetime

from django.db import transaction

from incidents.learning.actions.lock_postmortem import lock_postmortem, note_on_timeline
from incidents.learning.models import Postmortem, PostmortemState
from incidents.learning.refusals import NoReason, NotTheirs
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def waive_postmortem(*, postmortem: Postmortem, reason: str, by: User, at: datetime) -> Postmortem:
    """A manager waives it with a reason; waivers are counted. Raises NotTheirs, NoReason or
    IllegalStep."""
    if not by.has_perm("learning.approve_postmortem"):
        raise NotTheirs("A manager waives postmortems.")
    if not reason.strip():
        raise NoReason("Say why this incident needs no postmortem.")
    locked = lock_postmortem(postmortem=postmortem, at=at)
    locked.move_to(PostmortemState.WAIVED, at=at)
    locked.reason, locked.waived_by = reason.strip(), by
    locked.save()
    clock.cancel("learning.reminder", about=locked)
    note_on_timeline(locked, f"Postmortem waived. {locked.reason}", by=by, at=at)
    return locked
