"""Follow-ups: write down, finish, verify."""

from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from incidents.learning.models import ActionState, CorrectiveAction
from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.groups import MANAGER
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Recipient

WEEKLY = timedelta(days=7)


class CannotFinish(ValueError):
    """The action is not in a state for this, or not theirs to verify."""


@transaction.atomic
def add_action(
    *,
    incident: Incident,
    text: str,
    owner: User | None = None,
    due_on: date | None = None,
    measure: str = "",
    by: User | None,
    at: datetime,
) -> CorrectiveAction:
    if not text.strip():
        raise CannotFinish("Write what will change.")
    action = CorrectiveAction.objects.create(
        incident=incident,
        text=text.strip(),
        owner=owner,
        due_on=due_on,
        measure=measure.strip(),
        created_at=at,
    )
    if due_on is not None:
        morning_after = datetime.combine(due_on + timedelta(days=1), time(9), tzinfo=UTC)
        clock.set("learning.action_overdue", about=action, at=max(morning_after, at))
    add_entry(
        incident=incident,
        kind=EntryKind.SYSTEM,
        body=f"Corrective action: {action.text}. Owner: {owner or 'nobody yet'}.",
        by=by,
        at=at,
    )
    return action


@transaction.atomic
def finish_action(*, action: CorrectiveAction, by: User | None, at: datetime) -> None:
    locked = CorrectiveAction.objects.select_for_update().get(pk=action.pk)
    if locked.state != ActionState.OPEN:
        raise CannotFinish(f"This action is {locked.get_state_display().lower()} already.")
    locked.state, locked.done_at = ActionState.DONE, at
    locked.save()
    clock.cancel("learning.action_overdue", about=locked)


@transaction.atomic
def verify_action(*, action: CorrectiveAction, by: User, at: datetime) -> None:
    """Confirm that its measure is reached; the owner cannot."""
    locked = CorrectiveAction.objects.select_for_update().get(pk=action.pk)
    if locked.state != ActionState.DONE:
        raise CannotFinish("Only a finished action can be verified.")
    if locked.owner_id == by.pk:
        raise CannotFinish("You own this action: somebody else verifies it.")
    locked.state, locked.verified_at, locked.verified_by = ActionState.VERIFIED, at, by
    locked.save()


@transaction.atomic
def remind_of_action(*, action: CorrectiveAction, at: datetime) -> bool:
    """Tell owner and managers that it is overdue, and again every week."""
    locked = CorrectiveAction.objects.select_for_update().get(pk=action.pk)
    if locked.state != ActionState.OPEN:
        return False
    people = {one.pk: one for one in User.objects.active().in_group(MANAGER)}
    if locked.owner is not None:
        people[locked.owner.pk] = locked.owner
    post.send(
        Draft(
            kind="learning.reminder",
            subject=f"Overdue: {locked.text} ({locked.incident.reference})",
            text=(
                f"{locked.text}\nOwner: {locked.owner or 'nobody'}. Due {locked.due_on}.\n"
                f"Done when: {locked.measure or 'nobody said'}\n\n"
                f"{settings.SITE_URL}/portal/follow-ups/\n"
            ),
            key=f"action:{locked.pk}:{at.isoformat()}",
            about=locked,
            restricted=locked.incident.private,
        ),
        to=[Recipient(address=one.email, name=one.name, person=one) for one in people.values()],
        at=at,
    )
    clock.set("learning.action_overdue", about=locked, at=at + WEEKLY)
    return True
