"""Give a role to a person."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.admit_person import CannotSee, admit_person
from incidents.record.actions.call_in_advisor import call_in_advisor
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.note_event import named, note_event
from incidents.record.models import EventType, Incident, Role, RoleAssignment
from incidents.record.models.entry import EntryKind
from incidents.record.stretches import LONG_COMMAND, commanding_since
from portal.clock import clock
from portal.people.models import User

__all__ = ["CannotSee", "assign_role"]


@transaction.atomic
def assign_role(
    *,
    incident: Incident,
    role: str,
    person: User,
    by: User | None,
    at: datetime,
    note: str = "",
) -> RoleAssignment:
    """End the present holder's assignment, begin the new one; assigning the holder again
    changes nothing. On a private incident the person becomes a member."""
    locked = lock_incident(incident=incident)
    admit_person(incident=locked, person=person, by=by, at=at)
    held = RoleAssignment.objects.live().filter(incident=locked, role=role).first()
    if held is not None and held.person_id == person.pk:
        return held
    call_in_advisor(incident=locked, person=person, at=at)
    if held is not None:
        RoleAssignment.objects.filter(pk=held.pk).update(ended_at=at)
    assignment = RoleAssignment.objects.create(
        incident=locked,
        role=Role(role),
        person=person,
        assigned_at=at,
        assigned_by=by,
        note=note,
        read_at=at if by is not None and by.pk == person.pk else None,
    )
    _watch_command(assignment, at=at)
    label = Role(role).label.lower()
    if held is not None:
        body = f"{held.person} handed {label} over to {person}. {note}".strip()
    elif by is not None and by.pk == person.pk:
        body = f"{person} took the role of {label}. {note}".strip()
    else:
        body = f"{person} is {label}. {note}".strip()
    entry = add_entry(
        incident=locked,
        kind=EntryKind.ROLE,
        body=body,
        by=by,
        at=at,
        data={"role": role, "person": person.pk},
    )
    note_event(
        entry=entry,
        at=at,
        kind=EventType.ROLE_ASSIGNED,
        facts={"role": str(role), "person": named(person)},
    )
    return assignment


def _watch_command(assignment: RoleAssignment, *, at: datetime) -> None:
    """Set the alarm of a stretch of command that gets long."""
    since = commanding_since(assignment.person, at=at)
    if assignment.role == Role.COMMANDER and since is not None:
        hours = assignment.incident.rules.command_hours
        clock.set(LONG_COMMAND, about=assignment, at=since + timedelta(hours=hours))
