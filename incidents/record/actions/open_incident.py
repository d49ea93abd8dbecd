"""Begin the record of an incident."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from incidents.catalog.models import Service, Severity
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.note_event import note_event
from incidents.record.models import EventType, Incident, Kind, State
from incidents.record.models.entry import EntryKind
from portal.people.models import User
from portal.web.lines import one_line


@transaction.atomic
def open_incident(
    *,
    title: str,
    level: int,
    kind: str = Kind.INCIDENT,
    services: Iterable[Service] = (),
    started_at: datetime | None = None,
    private: bool = False,
    members: Iterable[User] = (),
    source: str = "portal",
    reason: str = "",
    by: User | None,
    at: datetime,
) -> Incident:
    """Create the incident, active at once, with its severity's policy copied onto it."""
    severity = Severity.objects.get(level=level)
    incident = Incident(
        number=_next_number(),
        title=one_line(title),
        kind=Kind(kind),
        state=State.REPORTED,
        level=level,
        policy=severity.snapshot(),
        source=source,
        declared_by=by,
        declared_at=at,
        started_at=min(started_at or at, at),
        private=private,
    )
    incident.move_to(State.ACTIVE, at=at)
    incident.save(force_insert=True)
    incident.services.set(services)
    incident.members.set({*members, *([by] if by and private else [])})
    why = f" {reason.strip()}" if reason.strip() else ""
    entry = add_entry(
        incident=incident,
        kind=EntryKind.STATE,
        body=f"Declared {severity.label} {incident.display_title}.{why}",
        by=by,
        at=at,
        data={"state": State.ACTIVE, "level": level},
    )
    note_event(entry=entry, at=at, kind=EventType.DECLARED, facts={"source": source})
    incident.refresh_from_db()
    return incident


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('record_incident_number')")
        return int(cursor.fetchone()[0])
