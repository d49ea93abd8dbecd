"""Finding what was tampered with: both hash chains, row by row."""

import hashlib
from collections.abc import Iterator

from django.db import transaction

from incidents.record.models import Entry, Incident
from portal.people.actions.audit import audit_hash
from portal.people.models import AuditEntry


def faults() -> Iterator[str]:
    """One line for every place where a chain does not hold."""
    for pk in Incident.objects.order_by("number").values_list("pk", flat=True).iterator():
        with transaction.atomic():
            # Under its lock, so that a line being added this moment is no fault.
            yield from _timeline_faults(Incident.objects.select_for_update().get(pk=pk))
    previous = ""
    for entry in AuditEntry.objects.order_by("pk").iterator():
        if entry.previous_hash != previous:
            yield f"audit log: an entry before {entry.pk} is missing or was moved"
        if entry.hash != audit_hash(entry):
            yield f"audit log: entry {entry.pk} was changed"
        previous = entry.hash


def _file_faults(incident: Incident, entry: Entry) -> Iterator[str]:
    kept = {one.place: one for one in entry.attachments.all()}
    for place, told in enumerate(entry.data["attachments"], start=1):
        file = kept.pop(place, None)
        where = f"{incident.reference}: attachment {place} of entry {entry.seq}"
        if file is None:
            yield f"{where} is missing"
        elif {hashlib.sha256(file.content).hexdigest(), file.sha256} != {told["sha256"]}:
            yield f"{where} was changed"
    if kept:
        yield f"{incident.reference}: entry {entry.seq} has an attachment it does not know"


def _timeline_faults(incident: Incident) -> Iterator[str]:
    previous, place = "", 0
    for entry in incident.entries.in_order().iterator():
        place += 1
        if entry.seq != place:
            yield f"{incident.reference}: entry {place} is missing"
            place = entry.seq
        if entry.previous_hash != previous:
            yield f"{incident.reference}: the entry before {entry.seq} is missing or was moved"
        if entry.hash != entry.computed_hash():
            yield f"{incident.reference}: entry {entry.seq} was changed"
        if entry.data.get("attachments"):
            yield from _file_faults(incident, entry)
        previous = entry.hash
    if (place, previous) != (incident.last_seq, incident.last_hash):
        yield f"{incident.reference}: the timeline was cut after entry {place}"
