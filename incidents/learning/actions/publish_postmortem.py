"""Let everybody learn from it."""

from datetime import datetime

from django.db import transaction

from incidents.learning.actions.lock_postmortem import lock_postmortem, note_on_timeline
from incidents.learning.mailing import managers, named, tell
from incidents.learning.models import Postmortem, PostmortemState
from portal.people.models import User


@transaction.atomic
def publish_postmortem(*, postmortem: Postmortem, by: User | None, at: datetime) -> Postmortem:
    """Publish an approved one inside the company, and tell everyone who worked in the
    incident. Raises IllegalStep."""
    locked = lock_postmortem(postmortem=postmortem, at=at)
    locked.move_to(PostmortemState.PUBLISHED, at=at)
    locked.save()
    note_on_timeline(locked, "Postmortem published.", by=by, at=at)
    incident = locked.incident
    worked = User.objects.active().filter(
        pk__in=[
            *incident.entries.exclude(by=None).values_list("by", flat=True),
            *incident.role_assignments.values_list("person", flat=True),
        ]
    )
    tell(
        [locked.owner, *worked, *managers()],
        kind="learning.published",
        subject=f"Postmortem published: {named(incident)}",
        lines=[locked.summary or f"The postmortem of {incident.reference} can be read."],
        button="Read the postmortem",
        path=locked.get_absolute_url(),
        incident=incident,
        about=locked,
        key=f"postmortem:{locked.pk}:published",
        at=at,
    )
    return locked
