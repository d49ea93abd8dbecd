"""The timeline: read beyond what is known, and written."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from incidents.desk.api.asked import LARGEST, MOST_ROWS, Words, absent
from incidents.desk.api.keys import person
from incidents.desk.api.operations import acts, reads
from incidents.desk.api.shapes import EntryList, EntryShape
from incidents.desk.api.showing import entry_shape
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.correct_entry import correct_entry
from incidents.record.models import Entry, incident_for
from incidents.record.models.entry import EntryKind
from portal.programs.asked import Moment

router = Router(tags=["timeline"])
ONE = "/incidents/{reference}/entries"
RECORD, WORK = "record", "record.work_incident"


class Beyond(Schema):
    """Entries after this number, the oldest first."""

    after: Annotated[int, Query(ge=0, le=LARGEST)] = 0
    kind: EntryKind | None = None
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = MOST_ROWS


class EntryBody(Schema):
    body: Words
    kind: Literal["note", "decision", "evidence", "action", "hypothesis"] = "note"
    occurred_at: Moment | None = None


class CorrectionBody(Schema):
    body: Words


@reads(router, ONE, EntryList)
def list_entries(request: HttpRequest, reference: str, beyond: Query[Beyond]) -> dict[str, Any]:
    """Ask again with `after` the last `seq` you have; `newest` says how many there are."""
    incident = incident_for(person(request), reference)
    found = Entry.objects.filter(incident=incident).after(beyond.after).in_order()
    if beyond.kind is not None:
        found = found.of_kind(beyond.kind)
    rows = found.select_related("corrects")[: beyond.limit]
    return {
        "entries": [entry_shape(one, incident) for one in rows],
        "newest": incident.last_seq,
    }


@acts(router, ONE, EntryShape, scope=RECORD, permission=WORK)
def write_entry(request: HttpRequest, reference: str, body: EntryBody) -> dict[str, Any]:
    """Append a line of a kind that people write: note, decision, evidence, action, hypothesis."""
    incident = incident_for(person(request), reference)
    entry = add_entry(
        incident=incident,
        kind=body.kind,
        body=body.body,
        occurred_at=body.occurred_at,
        by=person(request),
        at=timezone.now(),
    )
    return entry_shape(entry, incident)


@acts(router, ONE + "/{seq}/corrections", EntryShape, scope=RECORD, permission=WORK)
def correct(request: HttpRequest, reference: str, seq: int, body: CorrectionBody) -> dict[str, Any]:
    """Add a correction that points at the line; both stay readable."""
    incident = incident_for(person(request), reference)
    entry = Entry.objects.filter(incident=incident, seq=min(seq, LARGEST)).first()
    if entry is None:
        raise absent("entry")
    made = correct_entry(entry=entry, body=body.body, by=person(request), at=timezone.now())
    return entry_shape(made, incident)
