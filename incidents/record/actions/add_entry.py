"""Write one line on an incident's timeline."""

from datetime import datetime
from typing import Any

from django.db import transaction

from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Entry, Incident
from incidents.record.models.entry import EntryKind, canonical_data
from portal.people.models import User

AUTHOR_WHEN_NOBODY = "Allclear"


class EmptyEntry(ValueError):
    """A line without words."""


@transaction.atomic
def add_entry(
    *,
    incident: Incident,
    kind: str,
    body: str,
    by: User | None,
    at: datetime,
    occurred_at: datetime | None = None,
    corrects: Entry | None = None,
    data: dict[str, Any] | None = None,
    key: str | None = None,
) -> Entry:
    """Append a line; the same `key` twice gives the first line and no second effect.

    What happened later than it is recorded is put at the time of recording.
    """
    body = body.replace("\0", "").strip()
    if not body:
        raise EmptyEntry("Write what happened before adding it.")
    locked = lock_incident(incident=incident)
    if key is not None:
        written = Entry.objects.filter(incident=locked, key=key).first()
        if written is not None:
            return written
    entry = Entry(
        incident=locked,
        seq=locked.last_seq + 1,
        kind=EntryKind(kind),
        body=body,
        by=by,
        by_name=by.get_full_name() if by else AUTHOR_WHEN_NOBODY,
        occurred_at=min(occurred_at or at, at),
        recorded_at=at,
        corrects=corrects,
        data=canonical_data(data or {}),
        key=key,
        previous_hash=locked.last_hash,
    )
    entry.hash = entry.computed_hash()
    entry.save(force_insert=True)
    Incident.objects.filter(pk=locked.pk).update(last_seq=entry.seq, last_hash=entry.hash)
    return entry
