"""Remind of an action that is due."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.learning.mailing import managers, tell
from incidents.learning.models import ActionState, CorrectiveAction
from portal.clock import clock

WEEKLY = timedelta(days=7)


@transaction.atomic
def remind_of_action(*, action: CorrectiveAction, at: datetime) -> bool:
    """Tell its owner before it is due; once overdue the managers too, and again every week.
    False when it is not open any more."""
    locked = CorrectiveAction.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if locked.state != ActionState.OPEN or locked.due_on is None:
        return False
    overdue = at.date() > locked.due_on
    tell(
        [locked.owner, *(managers() if overdue else [])],
        kind="learning.reminder",
        subject=f"{'Overdue' if overdue else 'Due soon'}: {' '.join(locked.text.split())} "
        f"({locked.incident.reference})",
        lines=[
            locked.text,
            f"Owner: {locked.owner or 'nobody'}. Due {locked.due_on:%a %d %b}.",
            f"Done when: {locked.measure or 'nobody said'}",
        ],
        button="See it",
        path=locked.get_absolute_url(),
        incident=locked.incident,
        about=locked,
        key=f"action:{locked.pk}:{'overdue' if overdue else 'soon'}:{locked.due_on}:{at.date()}",
        at=at,
    )
    if overdue:
        clock.set("learning.action_overdue", about=locked, at=at + WEEKLY)
    return True
