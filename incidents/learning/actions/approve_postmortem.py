"""Say that it is good."""

from datetime import datetime

from django.db import transaction

from incidents.learning.actions.lock_postmortem import lock_postmortem, note_on_timeline
from incidents.learning.mailing import named, tell
from incidents.learning.models import Postmortem, PostmortemState
from incidents.learning.refusals import NotTheirs, OwnWork
from portal.people.models import User


@transaction.atomic
def approve_postmortem(*, postmortem: Postmortem, by: User, at: datetime) -> Postmortem:
    """Approve it. Neither its owner nor anybody who wrote in it may.

    Raises NotTheirs, OwnWork or IllegalStep.
    """
    if not by.has_perm("learning.approve_postmortem"):
        raise NotTheirs("A manager approves postmortems.")
    locked = lock_postmortem(postmortem=postmortem, at=at)
    if locked.owner_id == by.pk:
        raise OwnWork("You own this postmortem: somebody else approves it.")
    if locked.is_written_by(by):
        raise OwnWork("You wrote in this postmortem: somebody else approves it.")
    locked.move_to(PostmortemState.APPROVED, at=at)
    locked.approved_by = by
    locked.save()
    note_on_timeline(locked, f"Postmortem approved by {by}.", by=by, at=at)
    tell(
        [locked.owner],
        kind="learning.review",
        subject=f"Postmortem approved: {named(locked.incident)}",
        lines=[f"{by} approved it. Publish it, so that everybody learns from it."],
        button="Open the postmortem",
        path=locked.get_absolute_url(),
        incident=locked.incident,
        about=locked,
        key=f"postmortem:{locked.pk}:approved:{locked.version}",
        at=at,
    )
    return locked
