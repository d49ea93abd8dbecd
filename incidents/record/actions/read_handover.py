"""Say that a handover was read."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import RoleAssignment
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def read_handover(*, assignment: RoleAssignment, by: User, at: datetime) -> RoleAssignment:
    """Once, by the one it was written for; again changes nothing."""
    locked = lock_incident(incident=assignment.incident)
    assignment.refresh_from_db()
    if assignment.read_at is None and assignment.person_id == by.pk:
        assignment.read_at = at
        assignment.save(update_fields=["read_at"])
        role = assignment.get_role_display().lower()
        add_entry(
            incident=locked,
            kind=EntryKind.ROLE,
            body=f"{by} read the handover of {role}.",
            by=by,
            at=at,
        )
    return assignment
