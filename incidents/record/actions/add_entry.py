"""Write one line on an incident's timeline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.note_event import note_event
from incidents.record.actions.refuse_advisor import refuse_advisor
from incidents.record.masking import masked, masked_data
from incidents.record.models import Attachment, Entry, EventType, Incident
from incidents.record.models.entry import EntryKind, canonical_data
from incidents.record.uploads import Upload, log
from portal.people.models import User

AUTHOR_WHEN_NOBODY = "Allclear"
# A text longer than this is a log: its first lines stand, the whole is attached.
LONGEST_LINES, LONGEST_TEXT = 40, 10_000
FIRST_LINES, FIRST_TEXT = 12, 2_000
# Of a decision on severity, which is an event of its own.
SEVERITY = "from_level"


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
    files: Sequence[Upload] = (),
) -> Entry:
    """Append a line; the same `key` twice gives the first line and no second effect.

    Secrets are hidden before anything is kept, a long text becomes an attached log. What
    happened later than it is recorded is put at the time of recording. Raises EmptyEntry or
    AdvisorsOnlyRead.
    """
    body = body.replace("\0", "").strip()
    if not body and not files:
        raise EmptyEntry("Write what happened before adding it.")
    locked = lock_incident(incident=incident)
    refuse_advisor(incident=locked, by=by, at=at)
    if key is not None:
        written = Entry.objects.filter(incident=locked, key=key).first()
        if written is not None:
            return written
    body, hidden = masked(body)
    facts, hidden_in_data = masked_data(data or {})
    if _is_log(body):
        files = (*files, log(body, f"log-{locked.last_seq + 1}.txt"))
        body = "\n".join(body.splitlines()[:FIRST_LINES])[:FIRST_TEXT]
        facts = {**facts, "log": True}
    hidden += hidden_in_data + sum(one.hidden for one in files)
    if hidden:
        facts = {**facts, "masked": hidden}
    if files:
        facts = {**facts, "attachments": [one.told() for one in files]}
    entry = Entry(
        incident=locked,
        seq=locked.last_seq + 1,
        kind=EntryKind(kind),
        body=body or ", ".join(one.name for one in files),
        by=by,
        by_name=by.get_full_name() if by else AUTHOR_WHEN_NOBODY,
        occurred_at=min(occurred_at or at, at),
        recorded_at=at,
        corrects=corrects,
        data=canonical_data(facts),
        key=key,
        previous_hash=locked.last_hash,
    )
    entry.hash = entry.computed_hash()
    entry.save(force_insert=True)
    _keep(files, entry, by=by, at=at)
    if kind == EntryKind.DECISION and SEVERITY not in entry.data:
        note_event(entry=entry, at=at, kind=EventType.DECISION_MADE)
    Incident.objects.filter(pk=locked.pk).update(last_seq=entry.seq, last_hash=entry.hash)
    return entry


def _is_log(body: str) -> bool:
    return len(body) > LONGEST_TEXT or body.count("\n") >= LONGEST_LINES


def _keep(files: Sequence[Upload], entry: Entry, *, by: User | None, at: datetime) -> None:
    if not files:
        return
    Attachment.objects.bulk_create(
        Attachment(
            incident_id=entry.incident_id,
            entry=entry,
            place=place,
            name=one.name,
            kind=one.kind,
            size=len(one.content),
            sha256=one.sha256,
            content=one.content,
            by=by,
            at=at,
        )
        for place, one in enumerate(files, start=1)
    )
