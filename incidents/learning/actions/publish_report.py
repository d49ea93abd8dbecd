"""Tell customers what was learnt."""

from datetime import datetime

from django.db import transaction

from incidents import publishing
from incidents.learning.actions.lock_postmortem import lock_postmortem, note_on_timeline
from incidents.learning.models import Postmortem, PostmortemState
from incidents.learning.refusals import NotReady
from portal.people.models import User

AGREED = (PostmortemState.APPROVED, PostmortemState.PUBLISHED)


@transaction.atomic
def publish_report(
    *, postmortem: Postmortem, text: str, tell: bool, by: User, at: datetime
) -> None:
    """Put a text written for customers on the status page, or replace it there.

    Nothing of the postmortem itself passes. Raises NotReady before it is approved, and what
    publishing refuses.
    """
    locked = lock_postmortem(postmortem=postmortem, at=at)
    if locked.state not in AGREED:
        raise NotReady("Have the postmortem approved first: customers read what is agreed.")
    again = bool(publishing.report(locked.incident))
    publishing.publish_report(incident=locked.incident, text=text, by=by, at=at, tell=tell)
    said = "Report for customers changed." if again else "Report for customers published."
    note_on_timeline(locked, said, by=by, at=at)
