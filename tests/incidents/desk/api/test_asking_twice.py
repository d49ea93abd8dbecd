"""A request that is sent again changes something once."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from incidents.desk.actions.answer_once import answer_once
from incidents.desk.actions.forget_answers import forget_answers
from incidents.desk.models import AnsweredRequest
from incidents.record.models import Entry, Incident
from portal.clock import clock
from portal.clock.models import Timer
from portal.people.groups import RESPONDER
from portal.people.models import User
from tests.make_api import Answer, make_program
from tests.make_record import NOON

DECLARE = {"title": "Refunds fail", "severity": "P2"}


def test_the_answer_is_that_of_before() -> None:
    program = make_program()

    first = program.post("/incidents", DECLARE, key="a")
    second = program.post("/incidents", DECLARE, key="a")

    assert (second.status, second.body) == (201, first.body)
    assert (first.headers.get("idempotency-replayed"), second.headers["idempotency-replayed"]) == (
        None,
        "true",
    )
    assert Incident.objects.count() == 1


def test_another_request_under_the_key_is_refused() -> None:
    program = make_program()
    reference = program.post("/incidents", DECLARE, key="a").body["reference"]

    other = program.post("/incidents", {**DECLARE, "title": "Payouts fail"}, key="a")
    elsewhere = program.post(f"/incidents/{reference}/entries", DECLARE, key="a")

    assert (other.status, other.body["type"]) == (422, "urn:allclear:problem:key-reused")
    assert elsewhere.status == 422
    assert Incident.objects.count() == 1


def test_another_program_may_use_the_same_key() -> None:
    assert make_program().post("/incidents", DECLARE, key="a").status == 201
    assert make_program("Ana Ruiz").post("/incidents", DECLARE, key="a").status == 201
    assert Incident.objects.count() == 2


def test_what_was_refused_leaves_the_key_free() -> None:
    program = make_program()

    assert program.post("/incidents", {"title": " "}, key="a").status == 422
    assert program.post("/incidents", DECLARE, key="a").status == 201


@pytest.mark.parametrize("key", ["x" * 201, "two words", "é"])
def test_a_key_is_so_long_and_visible(key: str) -> None:
    assert make_program().post("/incidents", DECLARE, key=key).status == 422


def test_what_one_may_no_longer_see_is_not_answered_again() -> None:
    program = make_program("Tom Okafor", RESPONDER)
    said = {**DECLARE, "private": True}
    reference = program.post("/incidents", said, key="a").body["reference"]

    Incident.objects.get().members.clear()

    assert reference == "INC-" + str(Incident.objects.get().number)
    assert program.post("/incidents", said, key="a").status == 404


def test_a_day_later_it_is_forgotten() -> None:
    program = make_program()
    answer_once(token=program.token, key="a", digest="d", act=lambda: (201, {}), at=NOON)
    later = NOON + timedelta(hours=6)
    answer_once(token=program.token, key="b", digest="d", act=lambda: (201, {}), at=later)
    timer = Timer.objects.live().get(kind=AnsweredRequest.FORGET)
    assert timer.due_at == NOON + timedelta(hours=24)

    clock.ring_due(at=timer.due_at)

    assert [one.key for one in AnsweredRequest.objects.all()] == ["b"]
    assert Timer.objects.live().get(kind=AnsweredRequest.FORGET).due_at == (
        later + timedelta(hours=24)
    )
    assert forget_answers(token=program.token, at=later + timedelta(hours=24)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_changes_something() -> None:
    program = make_program()
    reference = program.post("/incidents", DECLARE).body["reference"]
    together = threading.Barrier(2)
    answers: list[Answer] = []

    def write() -> None:
        together.wait(5)
        answers.append(
            program.post(f"/incidents/{reference}/entries", {"body": "Once."}, key="same")
        )
        connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert [one.status for one in answers] == [201, 201]
    assert answers[0].body == answers[1].body
    assert Entry.objects.filter(body="Once.").count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("incidents.desk.actions.answer_once.PATIENCE", "50ms")
    program = make_program()
    found: list[Any] = []

    def ask() -> None:
        found.append(program.post("/incidents", DECLARE, key="same"))
        connections.close_all()

    def answer() -> tuple[int, Any]:
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
        return 201, {}

    answer_once(token=program.token, key="same", digest="d", act=answer, at=NOON)

    assert found[0].status == 409
    assert found[0].body["type"] == "urn:allclear:problem:in-progress"
    assert not Incident.objects.exists()


def test_a_failure_undoes_both() -> None:
    program = make_program()

    def act() -> tuple[int, Any]:
        User.objects.filter(pk=program.owner.pk).update(title="Changed")
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        answer_once(token=program.token, key="a", digest="d", act=act, at=NOON)

    assert not AnsweredRequest.objects.exists()
    program.owner.refresh_from_db()
    assert program.owner.title == ""
