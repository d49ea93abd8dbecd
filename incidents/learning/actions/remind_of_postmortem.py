"""Remind of a postmortem that is owed."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction

from incidents.learning.models import Postmortem
from incidents.learning.models.postmortem import STILL_OWED
from portal.clock import clock
from portal.people.groups import MANAGER
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Lane, Recipient

DAILY = timedelta(days=1)


@transaction.atomic
def remind_of_postmortem(*, postmortem: Postmortem, at: datetime) -> bool:
    """Mail the owner, past the deadline the managers too and again a day later; False when
    it is not owed any more."""
    postmortem = Postmortem.objects.select_for_update().get(pk=postmortem.pk)
    if postmortem.state not in STILL_OWED:
        return False
    late = at >= postmortem.due_at
    people = {postmortem.owner.pk: postmortem.owner}
    if at > postmortem.due_at:
        people |= {one.pk: one for one in User.objects.active().in_group(MANAGER)}
    incident = postmortem.incident
    due = f"{postmortem.due_at.astimezone(UTC):%a %d %b, %H:%M} UTC"
    words = f"was due {due}" if late else f"is due {due}"
    post.send(
        Draft(
            kind="learning.reminder",
            subject=f"Postmortem {'overdue' if late else 'due'}: {incident.display_title} "
            f"({incident.reference})",
            text=(
                f"The postmortem of {incident.reference} {words}. {postmortem.owner} owns it.\n\n"
                "It asks what made this possible, not who. Readers need their days before the "
                f"meeting.\n\n{settings.SITE_URL}{postmortem.get_absolute_url()}\n"
            ),
            key=f"postmortem:{postmortem.pk}:{at.isoformat()}",
            lane=Lane.UPDATES,
            about=postmortem,
            restricted=incident.private,
        ),
        to=[Recipient(address=one.email, name=one.name, person=one) for one in people.values()],
        at=at,
    )
    if late:
        clock.set("learning.reminder", about=postmortem, at=at + DAILY, key="daily")
    return True
