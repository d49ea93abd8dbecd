"""Give a postmortem another owner."""

from datetime import datetime

from django.db import transaction

from incidents.learning.actions.lock_postmortem import lock_postmortem, note_on_timeline
from incidents.learning.actions.open_postmortem import tell_owner
from incidents.learning.models import Postmortem
from incidents.learning.refusals import NotYoursNow
from portal.people.models import User


@transaction.atomic
def hand_over_postmortem(
    *, postmortem: Postmortem, owner: User, by: User | None, at: datetime
) -> Postmortem:
    """Its deadline stays; the new owner is told. Raises NotYoursNow."""
    locked = lock_postmortem(postmortem=postmortem, at=at)
    if not locked.is_editable:
        raise NotYoursNow(f"It is {locked.get_state_display().lower()}; its owner stays.")
    if not owner.is_active or not owner.has_perm("learning.write_postmortem"):
        raise NotYoursNow(f"{owner} may not write postmortems: choose a responder.")
    if locked.owner_id == owner.pk:
        return locked
    locked.owner = owner
    locked.version += 1
    locked.save()
    note_on_timeline(locked, f"{owner} owns the postmortem now.", by=by, at=at)
    tell_owner(locked, at=at)
    return locked
