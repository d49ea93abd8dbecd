"""Nothing changes before the other says yes, once."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from incidents.oncall.actions.answer_swap import SwapSettled, answer_swap
from incidents.oncall.actions.ask_swap import CannotSwap, ask_swap, swap_token
from incidents.oncall.actions.override_duty import AlreadyOverridden, override_duty
from incidents.oncall.actions.withdraw_swap import withdraw_swap
from incidents.oncall.models import Override, Rotation, Swap, SwapState
from incidents.oncall.schedule.duties import on_call
from portal.clock import clock
from portal.people.groups import RESPONDER
from portal.people.models import AuditEntry, User
from portal.post.models import Message
from tests.make_oncall import make_schedule
from tests.make_people import make_user
from tests.make_record import NOON

HOUR = timedelta(hours=1)


def ask(rotation: Rotation, tom: User, rafael: User, **facts: Any) -> Swap:
    asked = {"starts_at": NOON + HOUR, "ends_at": NOON + 3 * HOUR, "note": "Wedding", "at": NOON}
    return ask_swap(**{"rotation": rotation, "asked": rafael, "by": tom, **asked, **facts})


@pytest.fixture
def tom() -> User:
    return make_user("Tom Alvarez", RESPONDER)


@pytest.fixture
def rafael() -> User:
    return make_user("Rafael Costa", RESPONDER)


def test_asking_changes_nothing_yet(tom: User, rafael: User) -> None:
    rotation = make_schedule(tom)

    ask(rotation, tom, rafael)

    assert on_call(rotation, at=NOON + 2 * HOUR).person == tom
    letter = Message.objects.get(kind="oncall.swap")
    assert "Tom Alvarez asks: can you take" in letter.subject
    assert "Wedding" in letter.text


def test_accepting_places_them_and_tells_both(tom: User, rafael: User) -> None:
    rotation = make_schedule(tom)
    swap = ask(rotation, tom, rafael)

    answer_swap(swap=swap, accept=True, by=rafael, at=NOON, via="portal")

    duty = on_call(rotation, at=NOON + 2 * HOUR)
    assert (duty.person, duty.stands_for) == (rafael, tom)
    told = Message.objects.filter(subject__startswith="Rafael Costa takes")
    assert {one.deliveries.get().address for one in told} == {tom.email, rafael.email}
    assert AuditEntry.objects.filter(verb="accepted").exists()


def test_in_return_who_asked_takes_one_of_theirs(tom: User, rafael: User) -> None:
    rotation = make_schedule(tom, rafael, length_days=1)
    days = [NOON + timedelta(days=one) for one in range(1, 4)]
    mine = next(one for one in days if on_call(rotation, at=one).person == tom)
    theirs = next(one for one in days if on_call(rotation, at=one).person == rafael)
    swap = ask(
        rotation, tom, rafael, starts_at=mine, ends_at=mine + HOUR,
        in_return=(theirs, theirs + HOUR),
    )  # fmt: skip

    answer_swap(swap=swap, accept=True, by=rafael, at=NOON, via="portal")

    assert on_call(rotation, at=mine).person == rafael
    assert on_call(rotation, at=theirs).person == tom


def test_declining_leaves_the_schedule_as_it_was(tom: User, rafael: User) -> None:
    rotation = make_schedule(tom)
    swap = ask(rotation, tom, rafael)

    answer_swap(swap=swap, accept=False, by=rafael, at=NOON, via="portal")

    assert on_call(rotation, at=NOON + 2 * HOUR).person == tom
    assert not Override.objects.exists()
    assert Message.objects.filter(subject__startswith="Rafael Costa cannot take").count() == 2


def test_it_is_accepted_once(tom: User, rafael: User) -> None:
    swap = ask(make_schedule(tom), tom, rafael)
    answer_swap(swap=swap, accept=True, by=rafael, at=NOON, via="portal")

    with pytest.raises(SwapSettled):
        answer_swap(swap=swap, accept=True, by=rafael, at=NOON, via="link")

    assert Override.objects.count() == 1


def test_only_who_was_asked_answers(tom: User, rafael: User) -> None:
    swap = ask(make_schedule(tom), tom, rafael)

    with pytest.raises(CannotSwap, match="Only Rafael"):
        answer_swap(swap=swap, accept=True, by=tom, at=NOON, via="portal")


def test_silence_expires_it_and_both_are_told(tom: User, rafael: User) -> None:
    swap = ask(make_schedule(tom), tom, rafael)

    clock.ring_due(at=NOON + HOUR)

    swap.refresh_from_db()
    assert swap.state == SwapState.EXPIRED
    assert Message.objects.filter(subject__startswith="Rafael Costa did not answer").count() == 2
    with pytest.raises(SwapSettled):
        answer_swap(swap=swap, accept=True, by=rafael, at=NOON + HOUR, via="link")


def test_who_asked_takes_it_back(tom: User, rafael: User) -> None:
    swap = ask(make_schedule(tom), tom, rafael)

    withdraw_swap(swap=swap, by=tom, at=NOON)

    with pytest.raises(SwapSettled):
        answer_swap(swap=swap, accept=True, by=rafael, at=NOON, via="portal")


def both(*acts: Callable[[], object]) -> list[object]:
    """What each of these brings about when they begin at once, on connections of their own."""
    found: list[object] = []
    begin = Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        begin.wait()
        try:
            found.append(act())
        except (SwapSettled, AlreadyOverridden) as refusal:
            found.append(refusal)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_accepted_twice_at_once_it_is_accepted_once(tom: User, rafael: User) -> None:
    swap = ask(make_schedule(tom), tom, rafael)

    def accept() -> object:
        return answer_swap(swap=swap, accept=True, by=rafael, at=NOON, via="link")

    found = both(accept, accept)

    assert sorted(type(one).__name__ for one in found) == ["Swap", "SwapSettled"]
    assert Override.objects.count() == 1
    assert connection.vendor == "postgresql"


@pytest.mark.django_db(transaction=True)
def test_two_who_override_at_once_are_one_who_does(tom: User, rafael: User) -> None:
    rotation = make_schedule(make_user())

    def take(person: User) -> Callable[[], object]:
        return lambda: override_duty(
            rotation=rotation, person=person, starts_at=NOON, ends_at=NOON + HOUR, reason="",
            by=person, at=NOON,
        )  # fmt: skip

    found = both(take(tom), take(rafael))

    assert sorted(type(one).__name__ for one in found) == ["AlreadyOverridden", "Override"]
    assert Override.objects.count() == 1


def test_the_letters_link_asks_before_it_answers(client: Client, tom: User, rafael: User) -> None:
    swap = ask(make_schedule(tom), tom, rafael, **far_ahead())
    address = reverse("oncall:swap_link", args=[swap_token(swap)])

    shown = client.get(address)
    swap.refresh_from_db()

    assert b"Tom Alvarez asks you" in shown.content
    assert swap.state == SwapState.ASKED
    client.post(address, {"answer": "accept"})
    swap.refresh_from_db()
    assert (swap.state, swap.via) == (SwapState.ACCEPTED, "link")
    again = client.post(address, {"answer": "decline"})
    assert (again.status_code, b"settled" in again.content) == (409, True)


def test_an_altered_link_shows_nothing(client: Client, tom: User, rafael: User) -> None:
    swap = ask(make_schedule(tom), tom, rafael)

    answer = client.get(reverse("oncall:swap_link", args=[swap_token(swap) + "x"]))

    assert answer.status_code == 410
    assert b"Tom" not in answer.content


def far_ahead() -> dict[str, Any]:
    """So that the link still is good by the clock of whoever runs this."""
    later = NOON + timedelta(days=3650)
    return {"starts_at": later, "ends_at": later + HOUR, "at": later - 24 * HOUR}
