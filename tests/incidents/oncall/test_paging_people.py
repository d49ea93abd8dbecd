"""Silence goes to the next, and the last rung is always reached."""

from datetime import timedelta

import pytest
from django.test import Client

from incidents.oncall.actions.acknowledge_page import AlreadyAnswered, acknowledge_page
from incidents.oncall.actions.decline_page import decline_page
from incidents.oncall.actions.page_person import page_person
from incidents.oncall.actions.start_escalation import start_escalation
from incidents.oncall.actions.stop_escalation import stop_escalation
from incidents.oncall.models import Escalation, Page
from incidents.oncall.paging.links import page_url
from incidents.record.models import Incident, Role
from portal.clock import clock
from portal.people.models import User
from portal.post.models import Message
from tests.make_oncall import make_ladder, make_rotation
from tests.make_people import make_user
from tests.make_record import NOON, make_incident, make_service


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def paged(incident: Incident) -> list[str]:
    return [str(page.person) for page in Page.objects.filter(incident=incident).in_order()]


@pytest.fixture
def team() -> list[User]:
    tom, sam = make_user("Tom", "Responder"), make_user("Sam", "Responder")
    elena = make_user("Elena", "Manager")
    make_ladder(make_rotation(tom), make_rotation(sam))
    return [tom, sam, elena]


def test_it_pages_one_after_the_other_and_the_managers_at_last(team: list[User]) -> None:
    incident = make_incident(level=2)
    start_escalation(incident=incident, by=None, at=NOON)
    assert paged(incident) == ["Tom"]

    clock.ring_due(at=NOON + minutes(5))
    assert paged(incident) == ["Tom", "Sam"]

    clock.ring_due(at=NOON + minutes(10))
    assert paged(incident) == ["Tom", "Sam", "Elena"]

    clock.ring_due(at=NOON + minutes(15))
    assert Escalation.objects.get().state == "exhausted"
    assert incident.entries.filter(body__contains="Call somebody by phone").exists()
    clock.ring_due(at=NOON + minutes(60))
    assert paged(incident) == ["Tom", "Sam", "Elena"]


def test_an_answer_stops_the_climb_and_says_how_long_it_took(team: list[User]) -> None:
    incident = make_incident(level=2)
    start_escalation(incident=incident, by=None, at=NOON)

    acknowledge_page(page=Page.objects.get(), by=team[0], at=NOON + minutes(2), via="portal")
    clock.ring_due(at=NOON + minutes(30))

    assert paged(incident) == ["Tom"]
    assert incident.entries.filter(body="Tom acknowledged after 2 min.").exists()


def test_declining_pages_the_next_at_once(team: list[User]) -> None:
    incident = make_incident(level=2)
    start_escalation(incident=incident, by=None, at=NOON)

    decline_page(page=Page.objects.get(), by=team[0], at=NOON + minutes(1), via="link")

    assert paged(incident) == ["Tom", "Sam"]


def test_trouble_on_the_critical_path_pages_everyone_at_once(team: list[User]) -> None:
    critical = [make_service(critical_path=True)]
    urgent = make_incident(level=2, services=critical)
    can_wait = make_incident("Typo on the checkout", level=3, services=critical)

    for incident in (urgent, can_wait):
        start_escalation(incident=incident, by=None, at=NOON)

    assert paged(urgent) == ["Tom", "Sam"]
    assert paged(can_wait) == ["Tom"]


def test_a_high_severity_pages_a_commander_who_takes_command_by_answering(
    team: list[User],
) -> None:
    priya = make_user("Priya", "Incident commander")
    incident = make_incident(level=1)

    start_escalation(incident=incident, by=None, at=NOON)

    page = Page.objects.get(person=priya)
    acknowledge_page(page=page, by=priya, at=NOON + minutes(1), via="link")
    assert incident.holder_of(Role.COMMANDER) == priya
    assert Escalation.objects.get().state == "climbing"


def test_nobody_is_paged_twice_for_one_incident(team: list[User]) -> None:
    incident = make_incident(level=2)
    for _ in range(3):
        start_escalation(incident=incident, by=None, at=NOON)
        page_person(incident=incident, person=team[0], reason="Again", by=None, at=NOON)

    assert paged(incident) == ["Tom"]
    assert Message.objects.filter(kind="oncall.page").count() == 1


def test_who_was_silent_may_still_come(team: list[User]) -> None:
    incident = make_incident(level=2)
    start_escalation(incident=incident, by=None, at=NOON)
    clock.ring_due(at=NOON + minutes(5))

    acknowledge_page(
        page=Page.objects.get(person=team[0]), by=team[0], at=NOON + minutes(7), via="link"
    )

    assert Escalation.objects.get().state == "answered"


def test_an_answer_counts_once(team: list[User]) -> None:
    incident = make_incident(level=2)
    start_escalation(incident=incident, by=None, at=NOON)
    page = Page.objects.get()
    acknowledge_page(page=page, by=team[0], at=NOON, via="link")

    with pytest.raises(AlreadyAnswered, match="settled: acknowledged"):
        acknowledge_page(page=page, by=team[0], at=NOON, via="link")


def test_when_it_is_over_nobody_needs_to_come(team: list[User]) -> None:
    incident = make_incident(level=2)
    start_escalation(incident=incident, by=None, at=NOON)

    stop_escalation(incident=incident, by=None, at=NOON)
    clock.ring_due(at=NOON + minutes(30))

    assert paged(incident) == ["Tom"]
    assert Page.objects.get().state == "stopped"


def test_a_person_paged_by_hand_who_is_silent_goes_to_the_managers(team: list[User]) -> None:
    incident = make_incident(level=2)
    page_person(incident=incident, person=team[1], reason="Knows it", by=team[0], at=NOON)

    clock.ring_due(at=NOON + minutes(5))

    assert paged(incident) == ["Sam", "Elena"]


def test_following_the_link_changes_nothing_and_pressing_the_button_answers(
    team: list[User],
) -> None:
    incident = make_incident(level=2)
    start_escalation(incident=incident, by=None, at=NOON)
    page = Page.objects.get()
    link = page_url(page).split("8000")[1]
    stranger = Client(enforce_csrf_checks=True)

    for _ in range(2):
        assert stranger.get(link).status_code == 200
        assert stranger.head(link).status_code == 200
    page.refresh_from_db()
    assert page.state == "sent"

    answer = stranger.post(link, {"answer": "acknowledge"})
    page.refresh_from_db()
    assert page.state == "acknowledged"
    assert answer["Cache-Control"] == "no-store, private"
    assert b"settled" in stranger.post(link, {"answer": "decline"}).content


def test_a_link_with_another_signature_opens_nothing(team: list[User]) -> None:
    incident = make_incident(level=2)
    start_escalation(incident=incident, by=None, at=NOON)
    link = page_url(Page.objects.get()).split("8000")[1]

    assert Client().post(link[:-3] + "xx/", {"answer": "acknowledge"}).status_code == 410
    assert Page.objects.get().state == "sent"
