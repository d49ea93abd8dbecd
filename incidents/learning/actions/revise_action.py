"""Say more exactly what will change."""

from datetime import date, datetime

from django.db import transaction

from incidents.learning.actions.add_action import set_reminders_of, tell_owner_of
from incidents.learning.models import ActionState, CorrectiveAction
from incidents.learning.refusals import CannotFinish, WrittenMeanwhile
from incidents.record.actions.add_entry import add_entry
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def revise_action(
    *,
    action: CorrectiveAction,
    text: str,
    owner: User | None,
    due_on: date | None,
    measure: str,
    ticket: str = "",
    version: int | None = None,
    by: User | None,
    at: datetime,
) -> CorrectiveAction:
    """Change an open action; a new owner is told, a new date moves the reminders, and what
    changed is on the timeline. Raises CannotFinish or WrittenMeanwhile."""
    if not text.strip():
        raise CannotFinish("Write what will change.")
    locked = CorrectiveAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if locked.state != ActionState.OPEN:
        raise CannotFinish(f"It is {locked.get_state_display().lower()}; reopen it to change it.")
    wanted = {
        "text": text.strip(),
        "owner": owner,
        "due_on": due_on,
        "measure": measure.strip(),
        "ticket": ticket.strip(),
    }
    changed = {
        name: getattr(locked, name) for name in wanted if getattr(locked, name) != wanted[name]
    }
    if version is not None and version != locked.version:
        theirs = {name: str(value or "nothing") for name, value in changed.items()}
        raise WrittenMeanwhile("Somebody else", theirs)
    if not changed:
        return locked
    for name, value in wanted.items():
        setattr(locked, name, value)
    locked.version += 1
    locked.save()
    set_reminders_of(locked, at=at)
    names = {"text": "words", "due_on": "date"}
    told = [
        f"{names.get(name, name)} “{old or 'none'}” is now “{wanted[name] or 'none'}”"
        for name, old in changed.items()
    ]
    add_entry(
        incident=locked.incident,
        kind=EntryKind.SYSTEM,
        body=f"Corrective action “{locked.text}”: {'; '.join(told)}.",
        by=by,
        at=at,
    )
    if "owner" in changed:
        tell_owner_of(locked, by=by, at=at)
    return locked
