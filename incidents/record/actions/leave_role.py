"""Step down from a role."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Role, RoleAssignment
from incidents.record.models.entry import EntryKind
from portal.people.models import User


class NobodyHoldsIt(LookupError):
    """The role is vacant already."""


@transaction.atomic
def leave_role(
    *, incident: Incident, role: str, by: User | None, at: datetime, note: str = ""
) -> RoleAssignment:
    """End the holder's assignment and leave the role vacant; what was told stays in `note`."""
    locked = lock_incident(incident=incident)
    label = Role(role).label.lower()
    held = RoleAssignment.objects.live().filter(incident=locked, role=role).first()
    if held is None:
        raise NobodyHoldsIt(f"Nobody is {label} in {locked.reference}.")
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    add_entry(
        incident=locked,
        kind=EntryKind.ROLE,
        body=f"{held.person} is no longer {label}; the role is vacant. {note}".strip(),
        by=by,
        at=at,
        data={"role": role, "person": None},
    )
    return held
