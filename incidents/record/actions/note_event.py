"""What happened may be told to other systems."""

from datetime import datetime
from typing import Any

from django.db import transaction

from incidents.record.models import Entry, Event
from incidents.record.models.event import EventType
from portal.people.models import User


def named(person: User) -> dict[str, str]:
    """A person as other systems read of them."""
    return {"name": str(person), "email": person.email}


@transaction.atomic
def note_event(
    *, entry: Entry, kind: str, at: datetime, facts: dict[str, Any] | None = None
) -> Event:
    """Write the event beside its line, in the transaction of the fact; the same line and kind
    twice is the first. Whoever wrote the line holds the incident's lock, so numbers have no
    gap."""
    known = Event.objects.filter(entry=entry, type=kind).first()
    if known is not None:
        return known
    incident = entry.incident
    number = Event.objects.filter(incident=incident).count() + 1
    return Event.objects.create(
        incident=incident,
        entry=entry,
        number=number,
        type=EventType(kind),
        level=incident.level,
        private=incident.private,
        data={
            "title": incident.display_title,
            "kind": str(incident.kind),
            "state": str(incident.state),
            "services": list(incident.services.order_by("name").values_list("name", flat=True)),
            "facts": facts or {},
        },
        happened_at=at,
    )
