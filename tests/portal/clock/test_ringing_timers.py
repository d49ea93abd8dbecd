"""A timer rings once, in due order, whatever happened until then."""

from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.db import connection

from portal.clock import clock
from portal.clock.models import Timer, TimerState
from portal.people.models import User
from tests.make_people import make_user
from tests.make_record import NOON

heard: list[tuple[str, datetime]] = []
trouble: list[Exception] = []


@clock.rings("test.bell")
def bell(timer: Timer, *, at: datetime) -> None:
    if trouble:
        User.objects.filter(pk=timer.about_pk).update(title="half done")
        raise trouble[0]
    heard.append((timer.key, at))


@pytest.fixture(autouse=True)
def _silence() -> None:
    heard.clear()
    trouble.clear()


def test_it_rings_what_is_due_and_nothing_else() -> None:
    person = make_user()
    clock.set("test.bell", about=person, at=NOON, key="now")
    clock.set("test.bell", about=person, at=NOON + timedelta(seconds=1), key="later")

    clock.ring_due(at=NOON)

    assert [key for key, _ in heard] == ["now"]


def test_it_rings_once() -> None:
    clock.set("test.bell", about=make_user(), at=NOON)

    clock.ring_due(at=NOON)
    clock.ring_due(at=NOON + timedelta(hours=1))

    assert len(heard) == 1


def test_it_catches_up_in_due_order_after_an_hour_of_silence() -> None:
    person = make_user()
    for minutes in (30, 10, 20):
        clock.set("test.bell", about=person, at=NOON + timedelta(minutes=minutes), key=str(minutes))

    clock.ring_due(at=NOON + timedelta(hours=1))

    assert [key for key, _ in heard] == ["10", "20", "30"]


def test_setting_it_again_moves_it() -> None:
    person = make_user()
    clock.set("test.bell", about=person, at=NOON)
    clock.set("test.bell", about=person, at=NOON + timedelta(hours=2))

    clock.ring_due(at=NOON + timedelta(hours=1))

    assert heard == []
    assert Timer.objects.live().count() == 1


def test_a_cancelled_one_never_rings() -> None:
    person = make_user()
    clock.set("test.bell", about=person, at=NOON)

    clock.cancel("test.bell", about=person)
    clock.ring_due(at=NOON)

    assert heard == []


def test_one_whose_subject_is_gone_is_cancelled() -> None:
    person = make_user()
    timer = clock.set("test.bell", about=person, at=NOON)
    Timer.objects.filter(pk=timer.pk).update(about_pk="0")
    trouble.append(ValueError("never reached"))

    @clock.rings("test.about")
    def about(timer: Timer, *, at: datetime) -> None:
        assert timer.about

    Timer.objects.filter(pk=timer.pk).update(kind="test.about")
    clock.ring_due(at=NOON)

    timer.refresh_from_db()
    assert timer.state == TimerState.CANCELLED


def test_a_failing_one_leaves_nothing_half_done_and_is_tried_again() -> None:
    person = make_user()
    timer = clock.set("test.bell", about=person, at=NOON)
    trouble.append(RuntimeError("relay down"))

    clock.ring_due(at=NOON)

    timer.refresh_from_db()
    person.refresh_from_db()
    assert (timer.state, timer.tries, person.title) == (TimerState.SET, 1, "")
    assert "relay down" in timer.last_error
    trouble.clear()
    clock.ring_due(at=NOON + timedelta(minutes=1))
    assert len(heard) == 1


def test_one_that_keeps_failing_is_parked_while_the_rest_ring() -> None:
    person = make_user()
    timer = clock.set("test.bell", about=person, at=NOON)
    trouble.append(RuntimeError("poison"))
    for hours in range(1, clock.MOST_TRIES + 1):
        clock.ring_due(at=NOON + timedelta(hours=hours))
    trouble.clear()
    clock.set("test.bell", about=person, at=NOON, key="other")

    clock.ring_due(at=NOON + timedelta(days=1))

    timer.refresh_from_db()
    assert timer.state == TimerState.PARKED
    assert [key for key, _ in heard] == ["other"]


def test_it_refuses_a_kind_nobody_rings_for() -> None:
    with pytest.raises(clock.UnknownKind):
        clock.set("test.nobody", about=make_user(), at=NOON)


@pytest.mark.django_db(transaction=True)
def test_five_beats_ring_each_timer_once() -> None:
    person = make_user()
    for number in range(60):
        clock.set("test.bell", about=person, at=NOON, key=str(number))

    def ring() -> None:
        clock.ring_due(at=NOON)
        connection.close()

    beats = [Thread(target=ring) for _ in range(5)]
    for beat in beats:
        beat.start()
    for beat in beats:
        beat.join()

    assert sorted(key for key, _ in heard) == sorted(str(number) for number in range(60))
