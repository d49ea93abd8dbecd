"""Asking, answering and waiting on the screens, by links in mails and by slash."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.catalog.models import Team
from incidents.command import slash_words
from incidents.command.next_steps import next_step
from incidents.oncall.models import Contacted, PermissionRequest, TeamEscalation
from incidents.oncall.requests.links import asked_url, permission_url
from incidents.oncall.requests.targets import effect_words, targets
from incidents.record.models import Incident
from portal.people.models import User
from tests.make_people import make_user
from tests.make_record import make_incident, make_service
from tests.make_requests import LOCKS, ask, ask_right, make_team
from tests.make_vendors import make_vendor

HTMX = {"HX-Request": "true"}


@pytest.fixture
def tom() -> User:
    return make_user("Tom", "Responder")


@pytest.fixture
def browser(client: Client, tom: User) -> Client:
    client.force_login(tom)
    return client


@pytest.fixture
def database() -> Team:
    return make_team(make_user("Ana", "Responder"), make_user("Jonas", "Responder"))


@pytest.fixture
def incident() -> Incident:
    return make_incident(level=1, at=timezone.now())


def address(name: str, incident: Incident, *more: int) -> str:
    return reverse(f"oncall:{name}", args=[incident.reference, *more])


def test_vague_words_keep_what_was_typed_and_the_second_press_sends(
    browser: Client, incident: Incident, database: Team
) -> None:
    sent = {"to": database.slug, "problem": "Database is slow", "key": "k1"}

    first = browser.post(address("ask_team", incident), sent)

    page = first.content.decode()
    assert first.status_code == 422
    assert "Which table and which error?" in page
    assert ">Database is slow</textarea>" in re.sub(r">\s+", ">", page)
    assert "Send as it is" in page
    second = browser.post(address("ask_team", incident), {**sent, "as_it_is": "1"})
    assert second.status_code == 302
    assert TeamEscalation.objects.get().sent_as_it_is


def test_the_question_stands_beside_the_field_while_one_types(
    browser: Client, incident: Incident, database: Team
) -> None:
    sent = {"to": database.slug, "problem": "Database is slow"}

    answer = browser.post(address("question", incident), sent, headers=HTMX)

    assert "Which table and which error?" in answer.content.decode()
    assert not TeamEscalation.objects.exists()


def test_a_specific_problem_is_asked_nothing(
    browser: Client, incident: Incident, database: Team
) -> None:
    answer = browser.post(
        address("question", incident), {"to": database.slug, "problem": LOCKS}, headers=HTMX
    )

    assert "lint" not in answer.content.decode().replace("lint-lines", "")


def test_a_time_that_has_passed_is_refused_at_its_field(
    browser: Client, incident: Incident, database: Team
) -> None:
    past = timezone.now() - timedelta(minutes=2)
    sent = {"to": database.slug, "problem": LOCKS, "answer_by": f"{past:%H:%M}"}

    answer = browser.post(address("ask_team", incident), sent)

    assert answer.status_code == 422
    assert "has passed: name a time they can still answer by" in answer.content.decode()


@pytest.mark.parametrize("typed", ["soon", "25:99", "\x00", "14"])
def test_a_time_that_is_none_is_refused(
    browser: Client, incident: Incident, database: Team, typed: str
) -> None:
    sent = {"to": database.slug, "problem": LOCKS, "answer_by": typed}

    assert browser.post(address("ask_team", incident), sent).status_code == 422


def test_evidence_is_picked_from_this_incident_only(
    browser: Client, incident: Incident, database: Team
) -> None:
    foreign = make_incident().entries.first()
    assert foreign is not None

    sent = {"to": database.slug, "problem": LOCKS, "entries": [foreign.pk]}

    assert browser.post(address("ask_team", incident), sent).status_code == 422


def test_the_list_says_who_owes_what_until_when(
    browser: Client, incident: Incident, database: Team
) -> None:
    ask(incident, database, at=timezone.now())

    page = browser.get(address("waiting", incident)).content.decode()

    for words in (str(database), "not seen yet", "then Jonas", "Remind them", "Escalate now"):
        assert words in page


def test_an_answer_is_written_down_for_them(
    browser: Client, incident: Incident, database: Team
) -> None:
    ask(incident, database, at=timezone.now())
    where = address("answer_request", incident, 1)

    empty = browser.post(where, {"outcome": "answered", "words": ""})
    assert empty.status_code == 422
    assert "Write what they said" in empty.content.decode()
    browser.post(where, {"outcome": "answered", "words": "Locks released.", "who": "Ana"})

    assert TeamEscalation.objects.get().ended_by == "Ana"
    again = browser.post(where, {"outcome": "answered", "words": "Twice"})
    assert again.status_code == 409


def test_the_buttons_remind_and_escalate(
    browser: Client, incident: Incident, database: Team
) -> None:
    request = ask(incident, database, at=timezone.now())

    assert browser.post(address("remind_team", incident, 1)).status_code == 302
    assert browser.post(address("remind_team", incident, 1)).status_code == 409
    assert browser.post(address("pass_on_request", incident, 1)).status_code == 302

    labels = [one.label for one in request.contacted.order_by("pk")]
    assert labels == ["Ana", "Jonas"]


def test_a_link_in_a_mail_changes_nothing_until_a_button_is_pressed(
    incident: Incident, database: Team
) -> None:
    ask(incident, database, at=timezone.now())
    url = asked_url(Contacted.objects.get()).removeprefix("http://testserver")
    path = url[url.index("/portal/") :]
    stranger = Client(enforce_csrf_checks=True)

    assert stranger.get(path).status_code == stranger.head(path).status_code == 200
    assert TeamEscalation.objects.get().state == "sent"
    assert stranger.post(path, {"answer": "answered", "words": ""}).status_code == 422
    stranger.post(path, {"answer": "answered", "words": "Released."})

    request = TeamEscalation.objects.get()
    assert (request.state, request.ended_by, request.via) == ("answered", "Ana", "link")


def test_an_altered_link_opens_nothing(incident: Incident, database: Team) -> None:
    ask(incident, database, at=timezone.now())
    url = asked_url(Contacted.objects.get())

    assert Client().get(url[url.index("/portal/") : -3] + "x/").status_code == 410


def test_a_vendor_reads_only_what_was_written_for_it(incident: Incident) -> None:
    ask(incident, vendor=make_vendor("Cardline"), at=timezone.now())
    url = asked_url(Contacted.objects.get())

    page = Client().get(url[url.index("/portal/") :]).content.decode()

    assert incident.title not in page
    assert incident.reference not in page


def test_a_right_is_granted_by_its_link(incident: Incident) -> None:
    ask_right(incident, make_user("Elena", "Manager"), at=timezone.now())
    url = permission_url(PermissionRequest.objects.get())
    path = url[url.index("/portal/") :]

    assert Client().get(path).status_code == 200
    assert PermissionRequest.objects.get().state == "asked"
    Client().post(path, {"decision": "grant"})

    assert str(PermissionRequest.objects.get().decided_by) == "Elena"


def test_a_right_and_lost_minutes_are_asked_for_and_noted(
    browser: Client, incident: Incident
) -> None:
    elena = make_user("Elena", "Manager")
    sent = {"what": "restart", "where": "db", "why": "locks", "minutes": 30, "granter": elena.pk}

    assert browser.post(address("ask_permission", incident), sent).status_code == 422
    sent["fallback"] = "use address one only"
    assert browser.post(address("ask_permission", incident), sent).status_code == 302
    delay = {"cause": "documents", "minutes": 5, "note": "no runbook"}
    assert browser.post(address("record_delay", incident), delay).status_code == 302

    page = browser.get(address("waiting", incident)).content.decode()
    assert "on time-out: use address one only" in page
    assert "5 min lost so far" in page


def test_the_tab_says_who_owes_an_answer_and_offers_the_buttons(
    incident: Incident, database: Team, tom: User
) -> None:
    now = timezone.now()
    request = ask(incident, database, at=now)

    step = next_step(incident, at=now, viewer=tom, tab="escalations")

    assert step.title == f"{database} owes an answer by {request.answer_by:%H:%M} UTC"
    assert [one.label for one in step.actions] == ["Remind them", "Escalate now"]
    assert "then" not in step.detail
    assert "it goes to Jonas" in step.detail


def test_the_vendor_card_says_that_the_workaround_goes_first(browser: Client, tom: User) -> None:
    service = make_service("Card gateway")
    incident = make_incident(level=1, services=[service], at=timezone.now())
    vendor = make_vendor("Cardline", services=[service])
    vendor.agreements.update(fix_minutes=300)

    page = browser.get(address("vendor_cards", incident)).content.decode()

    assert "longer than we can wait, so the workaround goes first" in page
    assert "Account manager R. Okafor" in page


def test_of_a_private_incident_nothing_is_proposed_for_a_vendor() -> None:
    private = make_incident("Payroll leaked", private=True)
    make_vendor("Cardline")

    assert effect_words(private, targets(private)[-1]) == ""


def test_the_slash_word_questions_and_sends(incident: Incident, database: Team, tom: User) -> None:
    facts: dict[str, Any] = {"incident": incident, "by": tom, "at": timezone.now()}

    with pytest.raises(slash_words.Refused, match="Which table and which error"):
        slash_words.perform(text=f"/escalate {database.name} Database is slow", **facts)
    answer = slash_words.perform(text=f"/escalate {database.name} {LOCKS}", **facts)

    assert "is asked: Ana." in answer.says


def test_a_team_page_shows_only_what_one_may_see(
    browser: Client, incident: Incident, database: Team
) -> None:
    ask(make_incident("Payroll leaked", private=True), database, heading="Payroll rows")
    ask(incident, database, heading="Pool rows")

    page = browser.get(reverse("oncall:team", args=[database.slug])).content.decode()

    assert "Pool rows" in page
    assert "Payroll" not in page
