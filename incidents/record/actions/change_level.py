"""Classify an incident anew."""

from datetime import datetime

from django.db import transaction

from incidents.catalog.models import Severity, severity_label
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.note_event import note_event
from incidents.record.models import EventType, Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User


class NoReason(ValueError):
    """A change that must be explained came without a reason."""


class SameLevel(ValueError):
    """The incident has that severity already."""


@transaction.atomic
def change_level(
    *,
    incident: Incident,
    level: int,
    reason: str,
    by: User | None,
    at: datetime,
    version: int | None = None,
) -> Incident:
    """Give the incident another severity and today's policy of it, with the reason. Raises
    NoReason, SameLevel or StaleVersion."""
    if not reason.strip():
        raise NoReason("Say in a sentence why the severity changes.")
    locked = lock_incident(incident=incident, version=version)
    if locked.level == level:
        raise SameLevel(f"{locked.reference} is {locked.severity_label} already.")
    before = locked.level
    locked.level = level
    locked.policy = Severity.objects.get(level=level).snapshot()
    locked.version += 1
    locked.save()
    direction = "Raised" if level < before else "Lowered"
    entry = add_entry(
        incident=locked,
        kind=EntryKind.DECISION,
        body=f"{direction} from {severity_label(before)} to {severity_label(level)}. {reason}",
        by=by,
        at=at,
        data={"from_level": before, "level": level, "version": locked.version},
    )
    told = {
        "from": severity_label(before),
        "to": severity_label(level),
        "reason": reason.strip(),
    }
    note_event(entry=entry, at=at, kind=EventType.SEVERITY_CHANGED, facts=told)
    incident.refresh_from_db()
    return incident
