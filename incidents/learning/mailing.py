"""What learning writes to people."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string

from incidents.record.models import Incident
from portal.people.groups import MANAGER
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Lane, Recipient


def named(incident: Incident) -> str:
    """How a subject names an incident: in one line, whatever was typed."""
    return f"{' '.join(incident.display_title.split())} ({incident.reference})"


def managers() -> list[User]:
    return list(User.objects.active().in_group(MANAGER).named())


def tell(
    people: Iterable[User | None],
    *,
    kind: str,
    subject: str,
    lines: list[str],
    button: str,
    path: str,
    incident: Incident,
    about: models.Model,
    key: str,
    at: datetime,
) -> None:
    """Mail everybody of `people` who still works here, once each."""
    to = {one.pk: one for one in people if one is not None and one.is_active}
    if not to:
        return
    context = {"subject": subject, "lines": lines, "button": button, "incident": incident,
               "url": f"{settings.SITE_URL}{path}"}  # fmt: skip
    post.send(
        Draft(
            kind=kind,
            subject=subject,
            text=render_to_string("incidents/learning/mail.txt", context),
            html=render_to_string("incidents/learning/mail.html", context),
            key=key,
            lane=Lane.UPDATES,
            about=about,
            restricted=incident.private,
        ),
        to=[Recipient(address=one.email, name=one.name, person=one) for one in to.values()],
        at=at,
    )
