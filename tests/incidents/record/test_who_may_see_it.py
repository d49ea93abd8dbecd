"""A private incident is as absent as one that never was."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from incidents.record.models import Incident, incident_for
from portal.people.groups import AUDITOR, INCIDENT_COMMANDER, MANAGER, RESPONDER
from tests.make_people import make_user
from tests.make_record import make_incident


@pytest.fixture
def hidden() -> Incident:
    return make_incident("Leaked keys", private=True)


def refusal(reference: str, *groups: str) -> str:
    with pytest.raises(Http404) as refused:
        incident_for(make_user("", *groups), reference)
    return str(refused.value)


@pytest.mark.parametrize("group", [RESPONDER, INCIDENT_COMMANDER, AUDITOR])
def test_a_hidden_one_and_an_absent_one_look_the_same(hidden: Incident, group: str) -> None:
    assert refusal(hidden.reference, group) == refusal("INC-999999", group)


@pytest.mark.parametrize(
    "reference", ["", "INC-", "INC-1x", "inc-1", "INC--1", "INC-0x1", "INC-9999999999", "1"]
)
def test_what_is_no_reference_is_absent_too(reference: str) -> None:
    assert refusal(reference, MANAGER) == "No such incident."


def test_managers_and_its_members_see_it(hidden: Incident) -> None:
    member = make_user("Mei", RESPONDER)
    hidden.members.add(member)

    assert incident_for(member, hidden.reference) == hidden
    assert incident_for(make_user("Elena", MANAGER), hidden.reference) == hidden


def test_who_declares_it_sees_it() -> None:
    person = make_user("Ana", RESPONDER)
    hidden = make_incident(private=True, by=person)

    assert incident_for(person, hidden.reference) == hidden


def test_a_member_without_rights_sees_nothing(hidden: Incident) -> None:
    stranger = make_user("Nobody in particular")
    hidden.members.add(stranger)

    assert not Incident.objects.visible_to(stranger).exists()
    assert not Incident.objects.visible_to(AnonymousUser()).exists()


def test_who_left_the_company_sees_nothing(hidden: Incident) -> None:
    left = make_user("Ben", MANAGER)
    left.is_active = False
    left.save()

    assert not Incident.objects.visible_to(left).exists()


def test_each_is_seen_once_however_many_members_it_has(hidden: Incident) -> None:
    people = [make_user("", RESPONDER) for _ in range(3)]
    hidden.members.set(people)

    assert list(Incident.objects.visible_to(people[0])) == [hidden]
