"""Say where the call is."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User

LONGEST = 200
_is_link = URLValidator(schemes=["https", "http"])


class NotALink(ValueError):
    """What was given leads nowhere."""


@transaction.atomic
def set_bridge(*, incident: Incident, url: str, by: User | None, at: datetime) -> Incident:
    """Link the call on top of the room; an empty address takes the link away."""
    url = url.strip()
    if url:
        try:
            _is_link(url)
        except ValidationError as error:
            raise NotALink(
                "That is no link: write it whole, like https://meet.example/inc-147."
            ) from error
        if len(url) > LONGEST:
            raise NotALink(f"The link is longer than {LONGEST} characters: use a short one.")
    locked = lock_incident(incident=incident)
    if locked.bridge_url != url:
        locked.bridge_url = url
        locked.version += 1
        locked.save(update_fields=["bridge_url", "version"])
        add_entry(
            incident=locked,
            kind=EntryKind.NOTE,
            body=f"Bridge: {url}" if url else "The bridge is closed.",
            by=by,
            at=at,
            data={"version": locked.version},
        )
    incident.refresh_from_db()
    return incident
