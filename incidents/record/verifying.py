"""Finding what was tampered with: both hash chains, row by row."""

from collections.abc import Iterator

from django.db import transaction

from incidents.record.models import Incident
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
        previous = entry.hash
    if (place, previous) != (incident.last_seq, incident.last_hash):
        yield f"{incident.reference}: the timeline was cut after entry {place}"
