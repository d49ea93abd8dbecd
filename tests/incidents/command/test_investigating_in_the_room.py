"""Tasks, hypotheses and signals by hand, with htmx and without."""

from typing import Any

import pytest
from django.test import Client

from incidents.record.models import Hypothesis, Incident, Signal, Task
from portal.people.models import User
from tests.make_command import declare
from tests.make_hypotheses import make_hypothesis, make_signal
from tests.make_people import give_second_factor, make_user
from tests.make_tasks import make_task

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def responding() -> tuple[Client, User, Incident]:
    user, client = make_user("Sam Osei", "Responder"), Client()
    give_second_factor(user)
    client.force_login(user)
    return client, user, declare()


def post(client: Client, incident: Incident, path: str, typed: dict[str, Any], **more: Any) -> Any:
    return client.post(f"/portal/incidents/{incident.reference}/{path}", typed, **more)


def test_a_line_becomes_a_task_and_the_room_shows_where() -> None:
    client, sam, incident = responding()

    answer = post(client, incident, "tasks/", {"line": "Count orders @me 10m"})

    assert answer["Location"] == f"/portal/incidents/{incident.reference}/#_tasks"
    task = Task.objects.get()
    assert (task.text, task.assignee) == ("Count orders", sam)


def test_with_htmx_the_panel_itself_answers() -> None:
    client, _sam, incident = responding()

    answer = post(client, incident, "tasks/", {"line": "Count orders"}, headers=HTMX)

    assert answer.status_code == 200
    assert answer.content.strip().startswith(b"<section") or b'id="_tasks"' in answer.content
    assert b"Count orders" in answer.content
    assert b"<html" not in answer.content


def test_a_refused_line_is_kept_and_says_what_to_do() -> None:
    client, _sam, incident = responding()

    answer = post(client, incident, "tasks/", {"line": "Count orders @nobdy"})

    assert answer.status_code == 422
    assert b"Count orders @nobdy" in answer.content
    assert b"Nobody who works in incidents is called @nobdy" in answer.content


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ({"do": "report", "words": "Half fail", "next": "10m"}, "open"),
        ({"do": "finish", "words": "All fail"}, "done"),
        ({"do": "drop", "words": "Not needed"}, "dropped"),
        ({"do": "assign", "who": "@me", "next": "5m"}, "open"),
    ],
)
def test_a_task_is_answered_finished_dropped_and_given_away(
    typed: dict[str, str], state: str
) -> None:
    client, _sam, incident = responding()
    task = make_task(incident)

    answer = post(client, incident, "tasks/1/", typed)

    task.refresh_from_db()
    assert (answer.status_code, task.state) == (302, state)


def test_a_refused_word_about_a_task_is_kept_beside_it() -> None:
    client, _sam, incident = responding()
    make_task(incident)

    answer = post(
        client, incident, "tasks/1/", {"do": "report", "words": "Half fail", "next": "soonish"}
    )

    assert answer.status_code == 422
    assert b"Half fail" in answer.content
    assert "“soonish” is no time" in answer.content.decode()


def test_the_second_to_finish_a_task_learns_who_was_first() -> None:
    client, _sam, incident = responding()
    make_task(incident)
    for _ in range(2):
        answer = post(client, incident, "tasks/1/", {"do": "finish", "words": "All fail"})

    assert answer.status_code == 409
    assert b"was done by Sam Osei" in answer.content


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("tasks/9/", {"do": "finish", "words": "x"}),
        ("hypotheses/9/verdict/", {"state": "open"}),
        ("hypotheses/9/evidence/", {"side": "for", "text": "x"}),
    ],
)
def test_what_is_not_there_is_absent(path: str, typed: dict[str, str]) -> None:
    client, _sam, incident = responding()

    assert post(client, incident, path, typed).status_code == 404


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("tasks/", {}),
        ("tasks/1/", {"do": "explode"}),
        ("tasks/1/", {"do": "assign", "who": ""}),
        ("hypotheses/", {"line": ""}),
        ("hypotheses/1/verdict/", {"state": "perhaps"}),
        ("hypotheses/1/verdict/", {"state": "confirmed", "reason": ""}),
        ("hypotheses/1/evidence/", {"side": "beside", "text": "x"}),
        ("hypotheses/1/evidence/", {"side": "for", "text": "#999999"}),
        ("signals/", {"source": "stars", "says": "up"}),
        ("signals/", {"source": "users", "says": "up", "lag_minutes": "-1"}),
    ],
)
def test_bad_input_is_refused_in_words(path: str, typed: dict[str, str]) -> None:
    client, _sam, incident = responding()
    make_task(incident)
    make_hypothesis(incident)

    assert post(client, incident, path, typed).status_code == 422


def test_a_hypothesis_is_weighed_and_decided_by_hand() -> None:
    client, sam, incident = responding()

    post(client, incident, "hypotheses/", {"line": "Cardline rejects TLS 1.2 @me 10m"})
    post(client, incident, "hypotheses/1/evidence/", {"side": "for", "text": "94 % there"})
    post(client, incident, "hypotheses/1/evidence/", {"side": "against", "text": "#1"})
    post(client, incident, "hypotheses/1/verdict/", {"state": "confirmed", "reason": "Seen."})

    found = Hypothesis.objects.with_evidence().get()
    assert (found.text, found.state, found.decided_by) == (
        "Cardline rejects TLS 1.2",
        "confirmed",
        sam,
    )
    assert (found.for_it, found.against_it) == (1, 1)  # type: ignore[attr-defined]
    assert Task.objects.get().assignee == sam


def test_a_hypothesis_of_the_composer_is_numbered() -> None:
    client, _sam, incident = responding()

    post(client, incident, "entries/", {"body": "The pool is full", "kind": "hypothesis"})
    post(client, incident, "entries/", {"body": "/hypothesis A lock", "kind": "note"})

    found = Hypothesis.objects.order_by("number")
    assert [str(one) for one in found] == ["H1 The pool is full", "H2 A lock"]
    assert incident.entries.filter(kind="hypothesis").count() == 2


def test_the_panel_says_whom_to_believe() -> None:
    client, _sam, incident = responding()
    make_signal(incident, "monitoring", "up", lag_minutes=12)

    answer = post(
        client,
        incident,
        "signals/",
        {"source": "users", "says": "down", "words": "Payments fail"},
        headers=HTMX,
    )

    assert b"Believe the users." in answer.content
    assert Signal.objects.filter(source="users").get().words == "Payments fail"


@pytest.mark.parametrize("panel", ["tasks", "hypotheses", "signals"])
def test_panels_are_pages_of_their_own_and_for_readers_without_forms(panel: str) -> None:
    incident, client = declare(), Client()
    auditor = make_user("Aud", "Auditor")
    client.force_login(auditor)

    answer = client.get(f"/portal/incidents/{incident.reference}/panels/{panel}/")

    assert answer.status_code == 200
    assert f'id="_{panel}"'.encode() in answer.content
    assert b"hx-post" not in answer.content


def test_slash_words_give_tasks_and_verdicts() -> None:
    client, sam, incident = responding()
    lines = (
        "/hypothesis Cardline rejects TLS 1.2",
        "/task Test H1 @me 10m",
        "/done T1 Fails from both networks",
        "/confirm H1 Seen on two networks",
    )

    for line in lines:
        assert post(client, incident, "entries/", {"body": line, "kind": "note"}).status_code == 302

    task, hypothesis = Task.objects.get(), Hypothesis.objects.get()
    assert (task.state, task.hypothesis, task.ended_by) == ("done", hypothesis, sam)
    assert hypothesis.reason == "Seen on two networks"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("/done", "Which one? Example: /done T1"),
        ("/done T7 All fail", "There is no task T7"),
        ("/confirm H3 Seen", "There is no hypothesis H3"),
        ("/task Look @nobdy", "called @nobdy"),
    ],
)
def test_a_slash_word_that_names_nothing_is_refused(line: str, word: str) -> None:
    client, _sam, incident = responding()

    answer = post(client, incident, "entries/", {"body": line, "kind": "note"})

    assert answer.status_code == 422
    assert word in answer.content.decode()
