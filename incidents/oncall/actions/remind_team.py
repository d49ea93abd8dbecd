"""An answer is owed soon: say so once more to whoever was asked."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.oncall.models import TeamEscalation
from incidents.oncall.requests.letters import tell_contact
from incidents.oncall.requests.lines import say
from incidents.oncall.requests.locks import lock_waiting
from incidents.record.mailing import spelled
from portal.people.models import User
from portal.post.drafts import Recipient

PATIENCE = timedelta(minutes=2)


class RemindedAlready(ValueError):
    """They were reminded a moment ago."""


@transaction.atomic
def remind_team(*, request: TeamEscalation, by: User | None, at: datetime) -> TeamEscalation:
    """Mail those of the present step again. Raises AlreadySettled or RemindedAlready."""
    locked = lock_waiting(request=request)
    if locked.reminded_at is not None and at - locked.reminded_at < PATIENCE:
        raise RemindedAlready(
            f"{locked.asked} was reminded at {spelled(locked.reminded_at)}. "
            "Call them, or escalate now."
        )
    asked = locked.contacted.filter(step=locked.step).select_related("person")
    for contacted in asked.order_by("pk"):
        contacted.escalation = locked
        person = contacted.person
        to = Recipient(
            address=person.email if person else contacted.address,
            name=contacted.label,
            person=person,
        )
        tell_contact(contacted, to=to, by=by, at=at, again="You are reminded")
    locked.reminded_at = at
    locked.save(update_fields=["reminded_at"])
    say(
        locked,
        f"Reminded {locked.contact['label']}: an answer is owed by {spelled(locked.answer_by)}.",
        by=by,
        at=at,
    )
    return locked
