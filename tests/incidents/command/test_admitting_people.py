"""Who sees an incident, from when and until when; outside nothing is to be seen."""

from datetime import timedelta

import pytest
from django.test import Client

from incidents.command.actions.hand_over_role import hand_over_role
from incidents.command.actions.invite_advisor import CannotAdvise, invite_advisor
from incidents.command.leading import who_leads
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.attach_notice import attach_notice
from incidents.record.actions.change_members import CannotChangeMembers, change_members
from incidents.record.actions.change_privacy import CannotChangePrivacy, change_privacy
from incidents.record.actions.read_handover import read_handover
from incidents.record.models import Incident
from portal.clock import clock
from portal.people.models import User
from tests.make_command import declare
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON, make_service

HOUR = timedelta(hours=1)


@pytest.fixture
def priya() -> User:
    made = make_user("Priya", "Incident commander")
    give_second_factor(made)
    return made


@pytest.fixture
def tom() -> User:
    return make_user("Tom", "Responder")


@pytest.fixture
def hidden(priya: User) -> Incident:
    return declare(private=True, by=priya)


def of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_member_sees_it_and_once_removed_no_request_more(
    hidden: Incident, priya: User, tom: User
) -> None:
    client, poll = of(tom), f"{hidden.get_absolute_url()}timeline/?after=9999"
    change_members(incident=hidden, person=tom, sees=True, by=priya, at=NOON)
    before = [client.get(poll).status_code for _ in range(3)]

    change_members(incident=hidden, person=tom, sees=False, by=priya, at=NOON)

    assert before == [204, 204, 204]
    assert client.get(poll).status_code == 404
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert hidden.entries.newest_first()[0].body == "Tom may see this no more."


def test_who_holds_a_role_is_not_shut_out(hidden: Incident, priya: User, tom: User) -> None:
    hand_over_role(incident=hidden, role="scribe", person=tom, by=priya, at=NOON)

    with pytest.raises(CannotChangeMembers, match="hand the role over first"):
        change_members(incident=hidden, person=tom, sees=False, by=priya, at=NOON)


def test_made_private_it_is_gone_for_others_and_keeps_who_works_in_it(
    priya: User, tom: User
) -> None:
    incident = declare()
    hand_over_role(incident=incident, role="scribe", person=tom, by=tom, at=NOON)

    change_privacy(incident=incident, private=True, reason="A person is named.", by=priya, at=NOON)

    assert of(tom).get(incident.get_absolute_url()).status_code == 200
    assert of(make_user("Ada", "Responder")).get(incident.get_absolute_url()).status_code == 404


def test_it_is_never_private_while_the_status_page_speaks_of_it(priya: User) -> None:
    incident = attach_notice(incident=declare(), notice_id="abc", by=None, at=NOON)

    with pytest.raises(CannotChangePrivacy, match="take the notice back"):
        change_privacy(incident=incident, private=True, reason="Named.", by=priya, at=NOON)


def test_only_a_manager_opens_it_again_and_says_why(hidden: Incident, priya: User) -> None:
    with pytest.raises(CannotChangePrivacy, match="Only a manager"):
        change_privacy(incident=hidden, private=False, reason="Over.", by=priya, at=NOON)
    mia = make_user("Mia", "Manager")
    with pytest.raises(CannotChangePrivacy, match="Say why"):
        change_privacy(incident=hidden, private=False, reason=" ", by=mia, at=NOON)

    change_privacy(incident=hidden, private=False, reason="Over.", by=mia, at=NOON)

    assert not hidden.private


def test_an_advisor_sees_a_private_incident_until_their_time_is_over(
    hidden: Incident, priya: User, tom: User
) -> None:
    invite_advisor(incident=hidden, person=tom, minutes=60, by=priya, at=NOON)
    during = of(tom).get(hidden.get_absolute_url()).status_code

    clock.ring_due(at=NOON + HOUR)

    assert during == 200
    assert of(tom).get(hidden.get_absolute_url()).status_code == 404
    assert "Tom advises no longer." in [one.body for one in hidden.entries.newest_first()[:3]]


def test_a_member_who_advised_stays_one(hidden: Incident, priya: User, tom: User) -> None:
    change_members(incident=hidden, person=tom, sees=True, by=priya, at=NOON)
    invite_advisor(incident=hidden, person=tom, minutes=60, by=priya, at=NOON)

    clock.ring_due(at=NOON + HOUR)

    assert of(tom).get(hidden.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("minutes", [0, -5, 481])
def test_advice_is_boxed_in_time(hidden: Incident, tom: User, minutes: int) -> None:
    with pytest.raises(CannotAdvise, match="eight hours"):
        invite_advisor(incident=hidden, person=tom, minutes=minutes, by=None, at=NOON)


def test_the_screen_lets_in_and_out(hidden: Incident, priya: User, tom: User) -> None:
    client, address = of(priya), f"{hidden.get_absolute_url()}access/"

    client.post(f"{address}members/", {"person": tom.pk, "sees": "on"})
    inside = hidden.members.filter(pk=tom.pk).exists()
    client.post(f"{address}members/", {"person": tom.pk})
    refused = client.post(f"{address}privacy/", {"reason": "my own words"})

    assert inside
    assert not hidden.members.filter(pk=tom.pk).exists()
    assert client.get(address).status_code == 200
    assert refused.status_code == 422
    assert b"my own words" in refused.content


def test_a_handover_is_read_once_on_top_of_the_room(hidden: Incident, priya: User) -> None:
    ana = make_user("Ana", "Responder")
    given = hand_over_role(
        incident=hidden, role="scribe", person=ana, by=priya, at=NOON, note="Watch the pool"
    )
    before = of(ana).get(hidden.get_absolute_url()).content

    for _ in range(2):
        read_handover(assignment=given, by=ana, at=NOON)

    assert b"I have read it" in before
    assert b"I have read it" not in of(ana).get(hidden.get_absolute_url()).content
    assert hidden.entries.filter(body__startswith="Ana read").count() == 1


def test_support_leads_while_a_runbook_exists_works_and_progress_is_recorded() -> None:
    service = make_service(runbook_url="https://wiki.example/rb-12")
    incident = declare(services=[service])

    assert not who_leads(incident, at=NOON).senior
    assert "no measured progress" in who_leads(incident, at=NOON + HOUR).because
    add_entry(incident=incident, kind="evidence", body="50 %", by=None, at=NOON + HOUR)
    assert not who_leads(incident, at=NOON + HOUR).senior
    add_entry(incident=incident, kind="action", body="Runbook failed at 4", by=None, at=NOON + HOUR)
    assert "the runbook failed" in who_leads(incident, at=NOON + HOUR).because


def test_otherwise_a_senior_should_lead() -> None:
    assert "no runbook for" in who_leads(declare(services=[make_service("Pay")]), at=NOON).because
    assert "no service is named" in who_leads(declare(), at=NOON).because
    assert "commanded by a senior" in who_leads(declare(level=0), at=NOON).because
