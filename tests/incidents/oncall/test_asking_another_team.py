"""A request to another team: questioned, sent, owed, passed on, answered, and its minutes."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from incidents.catalog.models import Team
from incidents.oncall.actions.acknowledge_page import acknowledge_page
from incidents.oncall.actions.acknowledge_request import acknowledge_request
from incidents.oncall.actions.ask_team import AnswerInThePast, CannotAsk, TooVague
from incidents.oncall.actions.decline_page import decline_page
from incidents.oncall.actions.pass_on_request import NobodyLeft, pass_on_request
from incidents.oncall.actions.remind_team import RemindedAlready, remind_team
from incidents.oncall.actions.settle_request import NoAnswer, settle_request
from incidents.oncall.actions.stop_escalation import stop_escalation
from incidents.oncall.models import Delay, Page, TeamEscalation
from incidents.oncall.requests.locks import AlreadySettled
from incidents.oncall.requests.lost_time import lost_on
from incidents.record.models import Incident
from portal.clock import clock
from portal.people.models import User
from portal.post.models import Message
from tests.make_people import make_user
from tests.make_record import NOON, make_incident
from tests.make_requests import LOCKS, ask, make_team


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def said(incident: Incident, words: str) -> bool:
    return incident.entries.filter(body__contains=words).exists()


def asked(request: TeamEscalation) -> list[str]:
    return [one.label for one in request.contacted.order_by("step", "pk")]


@pytest.fixture
def people() -> dict[str, User]:
    names = ("Ana", "Jonas", "Lena")
    found = {name: make_user(name, "Responder") for name in names}
    return {**found, "Elena": make_user("Elena", "Manager")}


@pytest.fixture
def database(people: dict[str, User]) -> Team:
    return make_team(people["Ana"], people["Jonas"], lead=people["Lena"])


@pytest.fixture
def incident() -> Incident:
    return make_incident(level=1)


def test_it_pages_who_is_on_call_there_with_the_whole_text(
    incident: Incident, database: Team
) -> None:
    request = ask(incident, database, effect="SEV1. $52,000 an hour.", help_offered="logs")

    assert [str(one.person) for one in Page.objects.all()] == ["Ana"]
    letter = Message.objects.get(kind="oncall.team_request")
    for words in (LOCKS, "$52,000 an hour", "logs", "Answer needed by 12:15 UTC", "Jonas"):
        assert words in letter.text
    assert said(incident, f"Asked {database}: {LOCKS}")
    assert (request.state, request.answer_by) == ("sent", NOON + minutes(15))


def test_vague_words_are_questioned_and_nothing_is_sent(incident: Incident, database: Team) -> None:
    with pytest.raises(TooVague) as refusal:
        ask(incident, database, problem="Database is slow")

    first = refusal.value.questions[0]
    assert first.text == "Which table and which error?"
    assert first.example == "row locks on payment_transactions, 14:31, error 55P03"
    assert not TeamEscalation.objects.exists()
    assert not Page.objects.exists()


def test_it_is_sent_as_it_is_when_pressed_again(incident: Incident, database: Team) -> None:
    request = ask(incident, database, problem="Database is slow", as_it_is=True)

    assert request.sent_as_it_is
    assert "Which table and which error?" in request.questioned
    assert said(incident, "Sent as it is.")


def test_the_same_key_asks_once(incident: Incident, database: Team) -> None:
    first, second = (ask(incident, database, key="form-1") for _ in range(2))

    assert first == second
    assert Page.objects.count() == 1


def test_an_answer_is_never_owed_in_the_past(incident: Incident, database: Team) -> None:
    with pytest.raises(AnswerInThePast, match="12:00 UTC has passed"):
        ask(incident, database, answer_by=NOON)


def test_nobody_is_asked_once_the_incident_has_ended(incident: Incident, database: Team) -> None:
    incident.state, incident.dismissed_at = "dismissed", NOON
    incident.save()

    with pytest.raises(CannotAsk, match="has ended"):
        ask(incident, database)


def test_it_reminds_before_and_goes_on_at_the_deadline_each_step_once(
    incident: Incident, database: Team
) -> None:
    request = ask(incident, database)

    _silence_pages(incident)
    clock.ring_due(at=NOON + minutes(10))
    assert said(incident, "Reminded Ana: an answer is owed by 12:15 UTC.")
    assert asked(request) == ["Ana"]

    _silence_pages(incident)
    clock.ring_due(at=NOON + minutes(15))
    request.refresh_from_db()
    assert request.state == "overdue"
    assert asked(request) == ["Ana", "Jonas"]

    for later in (20, 25, 30, 60):
        _silence_pages(incident)
        clock.ring_due(at=NOON + minutes(later))
        clock.ring_due(at=NOON + minutes(later))
    assert asked(request) == ["Ana", "Jonas", "Lena", "Elena"]
    assert said(incident, "Nobody is left to ask: call somebody by phone.")


def _silence_pages(incident: Incident) -> None:
    """The clock of the page itself is another test's."""
    for page in Page.objects.filter(incident=incident):
        clock.cancel("oncall.page_unanswered", about=page)


def test_a_page_that_nobody_answers_goes_to_the_next_and_not_to_all_managers(
    incident: Incident, database: Team
) -> None:
    request = ask(incident, database)

    clock.ring_due(at=NOON + minutes(5))

    assert asked(request) == ["Ana", "Jonas"]
    assert not Page.objects.filter(person__name="Elena").exists()


def test_who_cannot_come_sends_it_to_the_next_at_once(
    incident: Incident, database: Team, people: dict[str, User]
) -> None:
    request = ask(incident, database)

    page = Page.objects.get()
    decline_page(page=page, by=people["Ana"], at=NOON + minutes(1), via="link")

    assert asked(request) == ["Ana", "Jonas"]


def test_answering_the_page_acknowledges_the_request(
    incident: Incident, database: Team, people: dict[str, User]
) -> None:
    request = ask(incident, database)

    page = Page.objects.get()
    acknowledge_page(page=page, by=people["Ana"], at=NOON + minutes(2), via="link")

    request.refresh_from_db()
    assert (request.state, request.acknowledged_by) == ("acknowledged", "Ana")
    assert request.acknowledged_after == minutes(2)


def test_an_answer_stops_the_clocks_and_counts_the_minutes(
    incident: Incident, database: Team, people: dict[str, User]
) -> None:
    request = ask(incident, database)

    settle_request(
        request=request, state="answered", words="The pool is not the cause.", by=people["Ana"],
        at=NOON + minutes(6), via="portal",
    )  # fmt: skip
    _silence_pages(incident)
    clock.ring_due(at=NOON + minutes(60))

    assert asked(request) == ["Ana"]
    assert said(incident, "answered after 6 min, Ana. The pool is not the cause.")
    assert lost_on(incident, at=NOON + minutes(90)).minutes == 6


def test_who_answers_a_request_is_silent_no_more(
    incident: Incident, database: Team, people: dict[str, User]
) -> None:
    request = ask(incident, database)
    facts: dict[str, Any] = {"request": request, "by": people["Ana"], "via": "link"}

    acknowledge_request(**facts, at=NOON + minutes(1))
    settle_request(**facts, state="answered", words="Not ours.", at=NOON + minutes(2))
    clock.ring_due(at=NOON + minutes(60))

    page = Page.objects.get()
    assert (page.state, page.took, page.via) == ("acknowledged", minutes(1), "link")
    assert not said(incident, "No answer from Ana")


def test_an_answer_noted_by_somebody_else_lets_the_paged_go(
    incident: Incident, database: Team, people: dict[str, User]
) -> None:
    request = ask(incident, database)

    settle_request(
        request=request, state="answered", words="Heard by phone.", by=make_user("Tom"),
        at=NOON + minutes(2), via="portal",
    )  # fmt: skip
    clock.ring_due(at=NOON + minutes(60))

    assert Page.objects.get().state == "stopped"


def test_an_answer_needs_words_and_comes_once(incident: Incident, database: Team) -> None:
    request = ask(incident, database)
    facts: dict[str, Any] = {"request": request, "by": None, "via": "portal", "state": "answered"}

    with pytest.raises(NoAnswer):
        settle_request(**facts, words=" ", at=NOON + minutes(1))
    settle_request(**facts, words="Locks released.", at=NOON + minutes(2))
    with pytest.raises(AlreadySettled, match="answered"):
        settle_request(**facts, words="Again.", at=NOON + minutes(3))


def test_a_late_answer_still_counts(incident: Incident, database: Team) -> None:
    request = ask(incident, database)
    _silence_pages(incident)
    clock.ring_due(at=NOON + minutes(15))

    settle_request(
        request=request, state="answered", words="Released.", by=None, at=NOON + minutes(17),
        via="link",
    )  # fmt: skip

    assert TeamEscalation.objects.get().state == "answered"


def test_a_person_escalates_before_the_deadline(
    incident: Incident, database: Team, people: dict[str, User]
) -> None:
    request = ask(incident, database)

    for minute in (1, 2, 3):
        pass_on_request(request=request, by=people["Ana"], at=NOON + minutes(minute))

    assert asked(request) == ["Ana", "Jonas", "Lena", "Elena"]
    assert TeamEscalation.objects.get().state == "sent"
    with pytest.raises(NobodyLeft):
        pass_on_request(request=request, by=people["Ana"], at=NOON + minutes(4))


def test_nobody_is_reminded_twice_within_two_minutes(incident: Incident, database: Team) -> None:
    request = ask(incident, database)
    remind_team(request=request, by=None, at=NOON + minutes(1))

    with pytest.raises(RemindedAlready):
        remind_team(request=request, by=None, at=NOON + minutes(2))
    remind_team(request=request, by=None, at=NOON + minutes(3))

    assert Message.objects.filter(kind="oncall.team_request").count() == 3


def test_acknowledging_twice_is_told_once(incident: Incident, database: Team) -> None:
    request = ask(incident, database)
    for minute in (1, 2):
        acknowledge_request(request=request, by=None, at=NOON + minutes(minute), via="link")

    assert incident.entries.filter(body__contains="acknowledged after 1 min").count() == 1
    assert not said(incident, "acknowledged after 2 min")


def test_the_end_of_the_incident_withdraws_what_waits(incident: Incident, database: Team) -> None:
    request = ask(incident, database)

    stop_escalation(incident=incident, by=None, at=NOON + minutes(9))

    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert Delay.objects.get().ended_at == NOON + minutes(9)


def test_secrets_are_hidden_before_anybody_is_told(incident: Incident, database: Team) -> None:
    request = ask(incident, database, problem=f"{LOCKS} password=hunter2horse")

    assert "hunter2horse" not in request.problem
    assert "hunter2horse" not in Message.objects.get(kind="oncall.team_request").text


def test_a_private_incident_admits_who_is_asked_and_keeps_its_mail_apart(database: Team) -> None:
    private = make_incident("Payroll leaked", private=True)

    ask(private, database)

    assert private.members.filter(name="Ana").exists()
    assert all(one.restricted for one in Message.objects.all())


def test_a_teams_address_reads_no_title_of_a_private_incident() -> None:
    make_user("Elena", "Manager")
    team = Team.objects.create(name="Net", slug="net", email="net@example.com")
    private = make_incident("Payroll leaked", private=True)

    ask(private, team, as_it_is=True)

    letter = Message.objects.get(kind="oncall.team_request", deliveries__address="net@example.com")
    assert "Payroll" not in letter.text + letter.html + letter.subject
    assert private.reference not in letter.text + letter.html + letter.subject


def test_a_request_asks_one_team_or_one_vendor(incident: Incident, database: Team) -> None:
    request = ask(incident, database)
    request.kind = "vendor"

    with pytest.raises(IntegrityError, match="team_escalation_asks_one"), transaction.atomic():
        request.save()
