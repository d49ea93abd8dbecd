"""Who does what, one holder at a time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from incidents.record.actions.assign_role import CannotSee, assign_role
from incidents.record.actions.leave_role import NobodyHoldsIt, leave_role
from incidents.record.models import Incident, Role, RoleAssignment, incident_for
from portal.people.groups import AUDITOR, RESPONDER
from portal.people.models import User
from tests.make_people import make_user
from tests.make_record import NOON, make_incident

LATER = NOON + timedelta(minutes=20)


@pytest.fixture
def ana() -> User:
    return make_user("Ana Ruiz", RESPONDER)


@pytest.fixture
def incident() -> Incident:
    return make_incident()


def test_handing_over_ends_one_and_begins_the_other(incident: Incident, ana: User) -> None:
    ben = make_user("Ben Ode", RESPONDER)
    first = assign_role(incident=incident, role=Role.COMMANDER, person=ana, by=ana, at=NOON)

    assign_role(
        incident=incident, role=Role.COMMANDER, person=ben, by=ana, at=LATER, note="Rolled back."
    )

    first.refresh_from_db()
    assert first.ended_at == LATER
    assert incident.holder_of(Role.COMMANDER) == ben
    line = incident.entries.newest_first()[0]
    assert line.body == "Ana Ruiz handed incident commander over to Ben Ode. Rolled back."


def test_taking_a_role_that_one_holds_changes_nothing(incident: Incident, ana: User) -> None:
    for _ in range(2):
        assign_role(incident=incident, role=Role.SCRIBE, person=ana, by=ana, at=NOON)

    assert RoleAssignment.objects.count() == 1
    assert incident.entries.filter(kind="role").count() == 1


def test_the_table_itself_refuses_a_second_holder(incident: Incident, ana: User) -> None:
    assign_role(incident=incident, role=Role.SCRIBE, person=ana, by=ana, at=NOON)

    with pytest.raises(IntegrityError, match="role_has_one_holder"), transaction.atomic():
        RoleAssignment.objects.create(
            incident=incident, role=Role.SCRIBE, person=make_user(), assigned_at=NOON
        )


def test_an_auditor_only_reads(incident: Incident) -> None:
    auditor = make_user("Ida", AUDITOR)

    with pytest.raises(CannotSee, match="Ida may not work in incidents"):
        assign_role(incident=incident, role=Role.SCRIBE, person=auditor, by=None, at=NOON)


def test_who_left_the_company_gets_no_role(incident: Incident, ana: User) -> None:
    ana.is_active = False
    ana.save()

    with pytest.raises(CannotSee, match="no longer works here"):
        assign_role(incident=incident, role=Role.SCRIBE, person=ana, by=None, at=NOON)


def test_a_role_in_a_private_incident_opens_its_door(ana: User) -> None:
    hidden = make_incident(private=True)

    assign_role(incident=hidden, role=Role.TECHNICAL_LEAD, person=ana, by=None, at=NOON)

    assert incident_for(ana, hidden.reference) == hidden


def test_stepping_down_leaves_it_vacant_and_says_so(incident: Incident, ana: User) -> None:
    assign_role(incident=incident, role=Role.SCRIBE, person=ana, by=ana, at=NOON)

    leave_role(incident=incident, role=Role.SCRIBE, by=ana, at=LATER, note="My shift ends.")

    assert incident.holder_of(Role.SCRIBE) is None
    assert "the role is vacant. My shift ends." in incident.entries.newest_first()[0].body


def test_nobody_steps_down_from_a_vacant_role(incident: Incident) -> None:
    with pytest.raises(NobodyHoldsIt, match="Nobody is scribe in INC-"):
        leave_role(incident=incident, role=Role.SCRIBE, by=None, at=NOON)
