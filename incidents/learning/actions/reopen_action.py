"""It was not done after all."""

from datetime import datetime

from django.db import transaction

from incidents.learning.actions.add_action import set_reminders_of
from incidents.learning.mailing import named, tell
from incidents.learning.models import ActionState, CorrectiveAction
from incidents.learning.refusals import CannotFinish, NoReason
from incidents.record.actions.add_entry import add_entry
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def reopen_action(
    *, action: CorrectiveAction, reason: str, by: User | None, at: datetime
) -> CorrectiveAction:
    """From done back to open, with what is missing; its owner is told. Raises NoReason or
    CannotFinish."""
    if not reason.strip():
        raise NoReason("Say what is missing.")
    locked = CorrectiveAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if locked.state != ActionState.DONE:
        raise CannotFinish(f"This action is {locked.get_state_display().lower()}.")
    locked.state, locked.done_at, locked.done_by = ActionState.OPEN, None, None
    locked.version += 1
    locked.save()
    set_reminders_of(locked, at=at)
    add_entry(
        incident=locked.incident,
        kind=EntryKind.SYSTEM,
        body=f"Corrective action reopened: {locked.text}. {reason.strip()}",
        by=by,
        at=at,
    )
    tell(
        [locked.owner],
        kind="learning.action",
        subject=f"Not done yet: {' '.join(locked.text.split())} ({locked.incident.reference})",
        lines=[f"{by or 'Allclear'} looked at it for {named(locked.incident)}: {reason.strip()}"],
        button="See it",
        path=locked.get_absolute_url(),
        incident=locked.incident,
        about=locked,
        key=f"action:{locked.pk}:reopened:{locked.version}",
        at=at,
    )
    return locked
