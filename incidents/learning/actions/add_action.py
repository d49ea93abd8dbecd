"""Write a follow-up down."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from incidents.learning.mailing import named, tell
from incidents.learning.models import CorrectiveAction
from incidents.learning.refusals import CannotFinish
from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User

MORNING = time(9)
DAYS_BEFORE = timedelta(days=3)


@transaction.atomic
def add_action(
    *,
    incident: Incident,
    text: str,
    owner: User | None = None,
    due_on: date | None = None,
    measure: str = "",
    ticket: str = "",
    by: User | None,
    at: datetime,
) -> CorrectiveAction:
    """It may lack an owner, a date and a measure; the quality panel asks for them."""
    if not text.strip():
        raise CannotFinish("Write what will change.")
    action = CorrectiveAction.objects.create(
        incident=incident,
        text=text.strip(),
        owner=owner,
        due_on=due_on,
        measure=measure.strip(),
        ticket=ticket.strip(),
        created_at=at,
        created_by=by,
    )
    set_reminders_of(action, at=at)
    add_entry(
        incident=incident,
        kind=EntryKind.SYSTEM,
        body=f"Corrective action: {action.text}. Owner: {owner or 'nobody yet'}.",
        by=by,
        at=at,
    )
    tell_owner_of(action, by=by, at=at)
    return action


def set_reminders_of(action: CorrectiveAction, *, at: datetime) -> None:
    """Three days before it is due, and the morning after; none without a date."""
    clock.cancel("learning.action_due_soon", about=action)
    clock.cancel("learning.action_overdue", about=action)
    if action.due_on is None:
        return
    soon = datetime.combine(action.due_on - DAYS_BEFORE, MORNING, tzinfo=UTC)
    if soon > at:
        clock.set("learning.action_due_soon", about=action, at=soon)
    overdue = datetime.combine(action.due_on + timedelta(days=1), MORNING, tzinfo=UTC)
    clock.set("learning.action_overdue", about=action, at=max(overdue, at))


def tell_owner_of(action: CorrectiveAction, *, by: User | None, at: datetime) -> None:
    """Tell whom it was given to, unless they took it themselves."""
    if action.owner is None or (by is not None and by.pk == action.owner.pk):
        return
    if action.incident.private:
        action.incident.members.add(action.owner)
    tell(
        [action.owner],
        kind="learning.action",
        subject=f"Yours to do: {' '.join(action.text.split())} ({action.incident.reference})",
        lines=[
            f"{by or 'Allclear'} gave you a corrective action of {named(action.incident)}.",
            action.text,
            f"Due: {action.due_on or 'no date yet'}. Done when: {action.measure or 'not said yet'}",
        ],
        button="See it",
        path=action.get_absolute_url(),
        incident=action.incident,
        about=action,
        key=f"action:{action.pk}:owner:{action.owner.pk}:{action.version}",
        at=at,
    )
