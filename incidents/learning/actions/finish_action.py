"""Say that it is done, and how one can tell."""

from datetime import datetime

from django.db import transaction

from incidents.learning.models import ActionState, CorrectiveAction
from incidents.learning.refusals import CannotFinish
from incidents.record.actions.add_entry import add_entry
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def finish_action(
    *, action: CorrectiveAction, outcome: str, by: User | None, at: datetime
) -> CorrectiveAction:
    """From open to done, waiting for somebody else to verify the outcome."""
    if not outcome.strip():
        raise CannotFinish("Say what shows that it is done, so that somebody can verify it.")
    locked = CorrectiveAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if locked.state != ActionState.OPEN:
        raise CannotFinish(f"This action is {locked.get_state_display().lower()} already.")
    locked.state, locked.done_at, locked.done_by = ActionState.DONE, at, by
    locked.outcome = outcome.strip()
    locked.version += 1
    locked.save()
    clock.cancel("learning.action_due_soon", about=locked)
    clock.cancel("learning.action_overdue", about=locked)
    add_entry(
        incident=locked.incident,
        kind=EntryKind.SYSTEM,
        body=f"Corrective action done: {locked.text}. {locked.outcome}",
        by=by,
        at=at,
    )
    return locked
