"""Confirm that an action did what it promised."""

from datetime import datetime

from django.db import transaction

from incidents.learning.models import ActionState, CorrectiveAction
from incidents.learning.refusals import CannotFinish, OwnWork
from incidents.record.actions.add_entry import add_entry
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def verify_action(*, action: CorrectiveAction, by: User, at: datetime) -> CorrectiveAction:
    """Somebody else than who owns and who did it confirms that its measure is reached.

    Raises CannotFinish or OwnWork.
    """
    locked = CorrectiveAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if locked.state != ActionState.DONE:
        raise CannotFinish("Only a finished action can be verified.")
    if by.pk in {locked.owner_id, locked.done_by_id}:
        raise OwnWork("You did this yourself: somebody else verifies it.")
    locked.state, locked.verified_at, locked.verified_by = ActionState.VERIFIED, at, by
    locked.version += 1
    locked.save()
    add_entry(
        incident=locked.incident,
        kind=EntryKind.SYSTEM,
        body=f"Corrective action verified: {locked.text}.",
        by=by,
        at=at,
    )
    return locked
