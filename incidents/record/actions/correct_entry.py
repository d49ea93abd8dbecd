"""Correct a line without erasing it."""

from datetime import datetime

from incidents.record.actions.add_entry import add_entry
from incidents.record.models import Entry
from incidents.record.models.entry import EntryKind
from portal.people.models import User


def correct_entry(
    *, entry: Entry, body: str, by: User | None, at: datetime, key: str | None = None
) -> Entry:
    """Add a correction that points at `entry`; both stay readable."""
    return add_entry(
        incident=entry.incident,
        kind=EntryKind.CORRECTION,
        body=body,
        by=by,
        at=at,
        occurred_at=entry.occurred_at,
        corrects=entry,
        key=key,
    )
