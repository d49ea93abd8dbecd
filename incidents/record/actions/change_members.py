"""Who sees a private incident."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from incidents.record.models.entry import EntryKind
from portal.people.models import User


class CannotChangeMembers(ValueError):
    """The person stays, or cannot come; the text says why."""


@transaction.atomic
def change_members(
    *, incident: Incident, person: User, sees: bool, by: User | None, at: datetime
) -> Incident:
    """Let a person in, or out: from then on each of their requests finds nothing."""
    locked = lock_incident(incident=incident)
    inside = locked.members.filter(pk=person.pk).exists()
    if sees == inside:
        return locked
    if sees and not (person.is_active and person.has_perm("record.view_incidents")):
        raise CannotChangeMembers(f"{person} may not see incidents at all.")
    held = locked.role_assignments.live().filter(person=person).first()
    if not sees and held is not None:
        role = held.get_role_display().lower()
        raise CannotChangeMembers(f"{person} is {role}: hand the role over first.")
    if sees:
        locked.members.add(person)
    else:
        locked.members.remove(person)
    add_entry(
        incident=locked,
        kind=EntryKind.ROLE,
        body=f"{person} may see this." if sees else f"{person} may see this no more.",
        by=by,
        at=at,
        data={"member": person.pk, "sees": sees},
    )
    return locked
