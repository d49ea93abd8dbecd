"""A change is told once, ends once, and reaches the rooms it concerns."""

from datetime import timedelta
from typing import Any

import pytest

from incidents.record.actions.judge_change import OfAnother, judge_change
from incidents.record.actions.record_change import NoChange, record_change
from incidents.record.models import Change, ChangeVerdict
from tests.make_people import make_user
from tests.make_record import NOON, make_incident, make_service

MINUTE = timedelta(minutes=1)


def change(**facts: Any) -> Change:
    return record_change(
        **{
            "title": "checkout-api",
            "version": "2026.11.19-3",
            "source": "github",
            "external_id": "deployment/7",
            "happened_at": NOON - 9 * MINUTE,
            "by": None,
            "at": NOON,
            **facts,
        }
    )


def test_being_told_twice_is_one_change() -> None:
    first, second = change(), change(title="Another title")

    assert first == second
    assert Change.objects.get().title == "checkout-api"


def test_the_same_id_of_another_source_is_another_change() -> None:
    assert change() != change(source="argocd")


def test_without_an_id_every_telling_is_a_change() -> None:
    assert change(external_id="") != change(external_id="")


def test_the_end_of_a_running_one_is_noted_once() -> None:
    change(state="started")

    change(state="failed", ended_at=NOON - 2 * MINUTE)
    change(state="finished", ended_at=NOON - MINUTE)
    change(state="started")

    known = Change.objects.get()
    assert (known.state, known.ended_at) == ("failed", NOON - 2 * MINUTE)


def test_it_never_happened_later_than_it_was_told() -> None:
    assert change(happened_at=NOON + MINUTE).happened_at == NOON


def test_a_change_without_words_is_refused() -> None:
    with pytest.raises(NoChange, match="Say in a few words"):
        change(title=" \n ")


def test_open_incidents_of_its_service_get_a_line_and_others_do_not() -> None:
    service = make_service("Checkout")
    concerned = make_incident(services=[service], at=NOON - 20 * MINUTE)
    later = make_incident("Later", services=[service], at=NOON)
    other = make_incident("Other", at=NOON - 20 * MINUTE)

    change(service=service)
    change(service=service)

    assert concerned.entries.filter(data__has_key="change").count() == 1
    assert not later.entries.filter(data__has_key="change").exists()
    assert not other.entries.filter(data__has_key="change").exists()


def test_staging_is_told_to_no_room() -> None:
    service = make_service()
    incident = make_incident(services=[service], at=NOON - 20 * MINUTE)

    change(service=service, environment="staging")

    assert not incident.entries.filter(data__has_key="change").exists()


def test_what_is_typed_into_a_private_incident_stays_in_it() -> None:
    secret, other = make_incident(private=True), make_incident("Other")

    typed = change(incident=secret, external_id="")

    assert typed in Change.objects.seen_from(secret)
    assert typed not in Change.objects.seen_from(other)
    assert typed not in Change.objects.open_to_all()
    with pytest.raises(OfAnother):
        judge_change(incident=other, change=typed, verdict="suspect", by=None, at=NOON)


def test_verdicts_are_kept_and_the_newest_counts() -> None:
    incident, tom, found = make_incident(), make_user("Tom Alvarez"), change()

    for minute, verdict in enumerate(("suspect", "cleared", "cleared", "cause")):
        at = NOON + minute * MINUTE
        judge_change(incident=incident, change=found, verdict=verdict, by=tom, at=at)

    assert [one.verdict for one in ChangeVerdict.objects.order_by("pk")] == [
        "suspect", "cleared", "cause",
    ]  # fmt: skip
    assert ChangeVerdict.objects.newest_of(incident).get().verdict == "cause"
    lines = incident.entries.filter(data__has_key="verdict").in_order()
    assert [line.body.split(":")[0] for line in lines] == [
        "Suspected", "Cleared", "Found as the cause",
    ]  # fmt: skip
