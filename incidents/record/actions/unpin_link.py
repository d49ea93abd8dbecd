"""Take a pinned link away."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import PinnedLink
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def unpin_link(*, link: PinnedLink, by: User, at: datetime) -> None:
    """What was pinned stays readable on the timeline."""
    locked = lock_incident(incident=link.incident)
    body = f"No longer pinned: {link.label}, {link.url}"
    link.delete()
    add_entry(incident=locked, kind=EntryKind.NOTE, body=body, by=by, at=at)
