"""Somebody else takes over."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.assign_role import assign_role
from incidents.record.models import Incident, RoleAssignment
from portal.people.models import User


class NoHandover(ValueError):
    """A role that somebody holds was passed on without a word."""


@transaction.atomic
def hand_over_role(
    *, incident: Incident, role: str, person: User, note: str, by: User | None, at: datetime
) -> RoleAssignment:
    """Assign a role; passing on a held one needs a note: state, open risks, next promise."""
    holder = incident.holder_of(role)
    if holder is not None and holder.pk != person.pk and not note.strip():
        raise NoHandover("Write the handover: the state, the open risks, the next promise.")
    return assign_role(incident=incident, role=role, person=person, by=by, at=at, note=note)
