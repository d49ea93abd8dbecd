"""A rotation nobody needs ends without losing who it was, and never under a policy's feet."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.oncall.actions.ask_swap import CannotSwap, ask_swap
from incidents.oncall.actions.build_shifts import build_shifts
from incidents.oncall.actions.override_duty import CannotOverride, override_duty
from incidents.oncall.actions.reopen_rotation import reopen_rotation
from incidents.oncall.actions.retire_rotation import StillNeeded, retire_rotation
from incidents.oncall.models import Rotation, Swap
from incidents.oncall.paging.ladders import on_call_now
from incidents.oncall.schedule.foresight import look_ahead
from portal.clock.models import Timer
from portal.people.groups import INCIDENT_COMMANDER
from portal.people.models import AuditEntry, User
from portal.post.models import Message
from tests.make_oncall import make_ladder, make_schedule
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def priya(client: Client) -> User:
    """A commander, signed in."""
    person = make_user("Priya Nair", INCIDENT_COMMANDER)
    give_second_factor(person)
    client.force_login(person)
    return person


def test_its_duty_ends_and_who_it_was_stays(priya: User) -> None:
    ana = make_user("Ana Ruiz")
    rotation = make_schedule(ana, make_user("Ben"), name="Network")

    retire_rotation(rotation=rotation, by=priya, at=NOON + HOUR)

    assert not rotation.shifts.filter(ends_at__gt=NOON + HOUR).exists()
    assert rotation.shifts.at(NOON).get().person is not None
    assert on_call_now(at=NOON + HOUR) == []
    assert look_ahead(at=NOON + HOUR) == []
    assert not Timer.objects.set_for(rotation).exists()


def test_whoever_had_a_duty_in_it_is_told_once(priya: User) -> None:
    ana, ben = make_user("Ana Ruiz"), make_user("Ben")
    rotation = make_schedule(ana, ben, name="Network")

    retire_rotation(rotation=rotation, by=priya, at=NOON)
    retire_rotation(rotation=rotation, by=priya, at=NOON + HOUR)

    letters = Message.objects.filter(kind="oncall.retired")
    assert {one.deliveries.get().person for one in letters} == {ana, ben}
    assert AuditEntry.objects.filter(verb="retired").count() == 1


def test_what_waits_in_it_is_taken_back(priya: User) -> None:
    ana, ben = make_user("Ana Ruiz"), make_user("Ben")
    rotation = make_schedule(ana, ben)
    later = NOON + 2 * DAY
    span: dict[str, Any] = {
        "rotation": rotation,
        "starts_at": later,
        "ends_at": later + HOUR,
        "at": NOON,
    }
    ask_swap(asked=ben, note="", by=ana, **span)
    override_duty(person=priya, reason="", by=priya, **span)

    retire_rotation(rotation=rotation, by=priya, at=NOON)

    assert Swap.objects.get().state == "withdrawn"
    assert not rotation.overrides.standing().exists()
    with pytest.raises(CannotOverride, match="retired"):
        override_duty(person=priya, reason="", by=priya, **span)
    with pytest.raises(CannotSwap, match="retired"):
        ask_swap(asked=ben, note="", by=ana, **span)


def test_a_policy_that_calls_it_keeps_it(priya: User) -> None:
    rotation = make_schedule(make_user())
    policy = make_ladder(rotation)

    with pytest.raises(StillNeeded, match=str(policy)):
        retire_rotation(rotation=rotation, by=priya, at=NOON)


def test_a_rotation_it_backs_up_keeps_it(priya: User) -> None:
    behind = make_schedule(make_user())
    front = make_schedule(make_user(), backup="rotation", backup_rotation=behind, name="Front")

    with pytest.raises(StillNeeded, match="backup of Front"):
        retire_rotation(rotation=behind, by=priya, at=NOON)

    retire_rotation(rotation=front, by=priya, at=NOON)
    retire_rotation(rotation=behind, by=priya, at=NOON)


def test_nothing_writes_it_anew_until_it_is_taken_up_again(priya: User) -> None:
    ana = make_user("Ana Ruiz")
    rotation = make_schedule(ana)
    retire_rotation(rotation=rotation, by=priya, at=NOON)

    build_shifts(rotation=rotation, at=NOON + HOUR)
    assert not rotation.shifts.filter(ends_at__gt=NOON).exists()

    reopen_rotation(rotation=rotation, by=priya, at=NOON + DAY)
    assert rotation.shifts.at(NOON + DAY).get().person == ana
    assert not rotation.shifts.at(NOON + HOUR).exists()


def test_the_screen_refuses_with_what_to_do(client: Client, priya: User) -> None:
    rotation = make_schedule(make_user("Ana Ruiz"), at=timezone.now(), name="Network")
    policy = make_ladder(rotation)
    address = reverse("oncall:retire_rotation", args=[rotation.pk])

    refused = client.post(address)
    assert refused.status_code == 409
    assert f"Take {rotation} out there first" in refused.content.decode()

    policy.delete()
    assert client.post(address).status_code == 302
    assert on_call_now(at=timezone.now()) == []
    shown = client.get(rotation.get_absolute_url()).content.decode()
    assert "Retired" in shown
    assert client.post(reverse("oncall:reopen_rotation", args=[rotation.pk])).status_code == 302
    assert Rotation.objects.get().retired_at is None
