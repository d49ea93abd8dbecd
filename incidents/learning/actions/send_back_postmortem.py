"""Ask for another draft."""

from datetime import datetime

from django.db import transaction

from incidents.learning.actions.lock_postmortem import lock_postmortem, note_on_timeline
from incidents.learning.actions.open_postmortem import set_reminders
from incidents.learning.mailing import named, tell
from incidents.learning.models import Postmortem, PostmortemState
from incidents.learning.refusals import NoReason
from portal.people.models import User


@transaction.atomic
def send_back_postmortem(
    *, postmortem: Postmortem, reason: str, by: User | None, at: datetime
) -> Postmortem:
    """Give it back to its owner with what must change; the reminders ring again.

    Raises NoReason or IllegalStep.
    """
    if not reason.strip():
        raise NoReason("Say what must change.")
    locked = lock_postmortem(postmortem=postmortem, at=at)
    locked.move_to(PostmortemState.SENT_BACK, at=at)
    locked.reason = reason.strip()
    locked.save()
    set_reminders(locked, at=at)
    note_on_timeline(locked, f"Postmortem sent back. {locked.reason}", by=by, at=at)
    tell(
        [locked.owner],
        kind="learning.review",
        subject=f"Postmortem sent back: {named(locked.incident)}",
        lines=[f"{by or 'Allclear'} sent it back: {locked.reason}"],
        button="Change it",
        path=locked.get_absolute_url(),
        incident=locked.incident,
        about=locked,
        key=f"postmortem:{locked.pk}:sent back:{locked.version}",
        at=at,
    )
    return locked
