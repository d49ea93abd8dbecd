"""Who advises an incident reads it and writes nothing, by whatever way they come."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from incidents.command import slash_words
from incidents.command.actions.invite_advisor import CannotAdvise, invite_advisor
from incidents.comms.actions.send_scheduled import send_scheduled
from incidents.comms.models import ScheduledState
from incidents.desk.slack.verbs import Refused, Typed, perform
from incidents.oncall.actions.page_person import page_person
from incidents.record.actions.assign_role import assign_role
from portal.people.actions.issue_token import issue_token
from portal.people.models import User
from tests.make_command import declare, ring
from tests.make_comms import make_scheduled
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON
from tests.security.world import World, make_world

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def ada(world: World) -> User:
    """May do everything, but advises this one."""
    made = make_user("Ada", "Manager")
    give_second_factor(made)
    invite_advisor(incident=world.incident, person=made, minutes=60, by=None, at=NOON)
    return made


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON + MINUTE)


def test_the_room_says_so_and_has_no_composer(world: World, ada: User, now: None) -> None:
    shown = client_of(ada).get(world.incident.get_absolute_url()).content.decode()

    assert "You advise here until 13:00 UTC." in shown
    assert 'id="_composer"' not in shown


def test_a_screen_left_open_refuses_and_gives_back_what_was_typed(
    world: World, ada: User, now: None
) -> None:
    address = f"{world.incident.get_absolute_url()}entries/"
    answer = client_of(ada).post(address, {"body": "/impact 400 customers", "kind": "note"})

    assert answer.status_code == 422
    assert "You advise here until 13:00 UTC. Take a role to write." in answer.content.decode()
    assert "/impact 400 customers" in answer.content.decode()


def test_slack_refuses_in_the_same_words(world: World, ada: User) -> None:
    typed = Typed(
        text=f"note {world.incident.reference} The pool", by=ada, at=NOON + MINUTE, key="t"
    )

    with pytest.raises(Refused, match="You advise here until 13:00 UTC"):
        perform(typed)


def test_the_api_refuses_in_the_same_words(world: World, ada: User, now: None) -> None:
    _, raw = issue_token(name="CI", owner=ada, scopes=["record"], by=ada, at=NOON)
    answer = Client(headers={"authorization": f"Bearer {raw}"}).post(
        f"/api/v1/incidents/{world.incident.reference}/entries",
        {"body": "The pool"},
        content_type="application/json",
    )

    assert answer.status_code == 422
    assert answer.json()["detail"] == "You advise here until 13:00 UTC. Take a role to write."


def test_a_role_of_their_own_makes_them_write(world: World, ada: User) -> None:
    assign_role(incident=world.incident, role="technical_lead", person=ada, by=ada, at=NOON)

    slash_words.perform(incident=world.incident, text="The pool is full", by=ada, at=NOON)

    assert world.incident.entries.newest_first()[0].by == ada


def test_being_paged_makes_them_write_and_they_go_on_seeing_it() -> None:
    hidden, ada = declare(private=True), make_user("Ada", "Responder")
    invite_advisor(incident=hidden, person=ada, minutes=60, by=None, at=NOON)
    page_person(incident=hidden, person=ada, reason="Knows it", by=None, at=NOON)

    slash_words.perform(incident=hidden, text="The pool is full", by=ada, at=NOON)
    ring("command.advisor_leaves", at=NOON + 90 * MINUTE)

    assert hidden.members.filter(pk=ada.pk).exists()


def test_their_time_over_they_write_again(world: World, ada: User) -> None:
    at = NOON + 60 * MINUTE

    slash_words.perform(incident=world.incident, text="The pool is full", by=ada, at=at)

    assert world.incident.entries.newest_first()[0].by == ada


def test_who_works_here_is_not_made_to_advise(world: World) -> None:
    with pytest.raises(CannotAdvise, match=r"works on INC-\d+ already"):
        invite_advisor(incident=world.incident, person=world.person, minutes=5, by=None, at=NOON)


def test_what_they_set_before_waits_for_somebody_who_works(world: World) -> None:
    mei = make_user("Mei", "Communications lead")
    scheduled = make_scheduled(world.incident, by=mei)
    invite_advisor(incident=world.incident, person=mei, minutes=60, by=None, at=NOON)

    send_scheduled(scheduled=scheduled, at=scheduled.due_at)

    scheduled.refresh_from_db()
    assert scheduled.state == ScheduledState.WITHHELD
    assert "only advises here by now" in world.incident.entries.newest_first()[0].body
