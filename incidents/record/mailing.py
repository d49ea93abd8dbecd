"""What the record asks of people by mail."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.db import models

from incidents.record.models import Incident
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Lane, Recipient


def spelled(moment: datetime) -> str:
    """ "14:45 UTC", for a checkpoint of today."""
    return f"{moment.astimezone(UTC):%H:%M} UTC"


def ask(
    people: Iterable[User],
    *,
    kind: str,
    subject: str,
    lines: Iterable[str],
    part: str,
    incident: Incident,
    about: models.Model,
    key: str,
    at: datetime,
    by: User | None = None,
) -> None:
    """An urgent mail to those who still work here; `part` is where in the room it leads."""
    to = [
        Recipient(address=one.email, name=one.name, person=one) for one in people if one.is_active
    ]
    if not to:
        return
    url = f"{settings.SITE_URL}{incident.get_absolute_url()}#{part}"
    post.send(
        Draft(
            kind=kind,
            subject=f"{subject}: {incident.display_title} ({incident.reference})",
            text="\n\n".join([*lines, f"Open the room: {url}"]) + "\n",
            key=key,
            lane=Lane.URGENT,
            about=about,
            restricted=incident.private,
        ),
        to=to,
        at=at,
        by=by,
    )
