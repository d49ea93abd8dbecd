"""Hand the draft in."""

from datetime import datetime

from django.db import transaction

from incidents.learning.actions.lock_postmortem import lock_postmortem, note_on_timeline
from incidents.learning.mailing import managers, named, tell
from incidents.learning.models import Postmortem, PostmortemState
from incidents.learning.quality import findings
from incidents.learning.refusals import NotReady
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def submit_postmortem(
    *, postmortem: Postmortem, reason: str = "", by: User | None, at: datetime
) -> Postmortem:
    """Send it to review and tell the managers. What the quality panel says must be mended,
    or sent with a reason that the reviewers read. Raises NotReady or IllegalStep."""
    locked = lock_postmortem(postmortem=postmortem, at=at)
    left = [one for one in findings(locked) if one.must]
    if left and not reason.strip():
        rest = f" and {len(left) - 1} more" if len(left) > 1 else ""
        raise NotReady(f"{left[0].title}{rest}. Mend it, or say why it goes to review like this.")
    locked.move_to(PostmortemState.IN_REVIEW, at=at)
    locked.despite = reason.strip() if left else ""
    locked.reason = ""
    locked.save()
    clock.cancel("learning.reminder", about=locked)
    words = "Postmortem sent to review."
    note_on_timeline(locked, f"{words} {locked.despite}".strip(), by=by, at=at)
    incident = locked.incident
    tell(
        [one for one in managers() if not locked.is_written_by(one)],
        kind="learning.review",
        subject=f"Postmortem to review: {named(incident)}",
        lines=[
            f"{locked.owner} hands in the postmortem of {incident.reference}.",
            *([f"With {len(left)} findings left, because: {locked.despite}"] if left else []),
        ],
        button="Review it",
        path=locked.get_absolute_url(),
        incident=incident,
        about=locked,
        key=f"postmortem:{locked.pk}:review:{locked.version}",
        at=at,
    )
    return locked
