"""Let a person work in an incident."""

from datetime import datetime

from incidents.record.models import Incident
from portal.people.models import User


class CannotSee(ValueError):
    """The person may not see the incident, or not work in it."""


def admit_person(*, incident: Incident, person: User, by: User | None, at: datetime) -> None:
    """Under the incident's lock: raises CannotSee for who may not work; whoever gets a part of
    a private incident becomes its member."""
    if not person.is_active:
        raise CannotSee(f"{person} no longer works here: choose somebody else.")
    if not person.has_perm("record.work_incident"):
        raise CannotSee(f"{person} may not work in incidents: choose a responder.")
    if incident.private:
        incident.members.add(person)
