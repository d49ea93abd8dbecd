"""Somebody gives a role up."""

from datetime import datetime

from django.db import transaction

from incidents.command.actions.hand_over_role import MayNotAssign
from incidents.record.actions.leave_role import leave_role
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, Role, RoleAssignment
from portal.people.models import User


@transaction.atomic
def step_down(
    *, incident: Incident, role: str, by: User, at: datetime, note: str = ""
) -> RoleAssignment:
    """One's own; who commands may end anybody's. Raises MayNotAssign or NobodyHoldsIt."""
    locked = lock_incident(incident=incident)
    holder = locked.holder_of(role)
    if holder is not None and holder.pk != by.pk and not by.has_perm("record.command_incident"):
        raise MayNotAssign(
            f"{holder} is {Role(role).label.lower()}. A commander ends others’ roles."
        )
    return leave_role(incident=locked, role=role, note=note, by=by, at=at)
