"""Who is on call, when, and who stands in: as on the screen, by the same rules."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from incidents.oncall.models import Override
from incidents.oncall.schedule.duties import on_call
from tests.make_api import Program, make_program
from tests.make_oncall import make_schedule
from tests.make_people import make_user

HOUR = timedelta(hours=1)
OVERRIDES = "/on-call/overrides"


@pytest.fixture
def tom() -> Program:
    return make_program("Tom Alvarez", "Responder")


def test_it_says_who_and_when(tom: Program) -> None:
    rotation = make_schedule(tom.owner, make_user("Ana Ruiz"), at=timezone.now(), length_days=1)

    now = tom.get("/on-call").body
    ahead = tom.get("/on-call/schedule").body
    rotations = tom.get("/on-call/rotations").body

    assert now[0]["person"]["name"] == str(on_call(rotation, at=timezone.now()).person)
    assert {one["person"]["name"] for one in ahead} == {"Tom Alvarez", "Ana Ruiz"}
    assert all(one["ends_at"] == other["starts_at"] for one, other in pairwise(ahead))
    assert (rotations[0]["rhythm"], len(rotations[0]["people"])) == ("daily", 2)


def test_a_span_that_makes_no_sense_is_refused(tom: Program) -> None:
    answer = tom.get(
        "/on-call/schedule", since="2026-01-02T00:00:00Z", until="2026-01-01T00:00:00Z"
    )

    assert answer.status == 422


def test_a_duty_is_taken_and_given_back(tom: Program) -> None:
    now = timezone.now()
    rotation = make_schedule(make_user("Ana Ruiz"), at=now)
    body = {
        "rotation": rotation.name,
        "person": tom.owner.email,
        "starts_at": (now + HOUR).isoformat(),
        "ends_at": (now + 3 * HOUR).isoformat(),
    }

    placed = tom.post(OVERRIDES, **body)
    again = tom.post(OVERRIDES, **body)

    assert (placed.status, again.status) == (201, 409)
    assert on_call(rotation, at=now + 2 * HOUR).person == tom.owner
    ended = tom.post(f"{OVERRIDES}/{placed.body['id']}/end")
    assert ended.status == 200
    assert not Override.objects.standing().exists()


def test_others_are_not_placed_by_a_responder(tom: Program) -> None:
    now = timezone.now()
    rotation = make_schedule(make_user("Ana Ruiz"), at=now)

    answer = tom.post(
        OVERRIDES,
        rotation=rotation.name,
        person=make_user("Cleo").email,
        starts_at=(now + HOUR).isoformat(),
        ends_at=(now + 3 * HOUR).isoformat(),
    )

    assert answer.status == 422
    assert "swap" in answer.body["detail"]
