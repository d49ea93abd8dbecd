"""A restored database tells nobody anything until a person has looked."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from portal.clock import clock, epoch
from portal.clock.models import Epoch, Timer, TimerState
from portal.clock.now import database_now
from portal.post.models import Delivery, DeliveryState
from tests.make_people import make_user
from tests.make_post import MailSink, deliver_everything, make_message
from tests.make_record import NOON


@pytest.fixture
def sink(settings: Settings) -> Iterator[MailSink]:
    with MailSink() as server:
        settings.EMAIL_URL = server.url
        yield server


@pytest.fixture
def copy(sink: MailSink) -> MailSink:
    """Something owed, in a database whose mark is another one's."""
    make_message()
    clock.set("oncall.climb", about=make_user(), at=NOON)
    epoch.is_ours()
    Epoch.objects.update(mark="another machine")
    return sink


def release(*options: str) -> str:
    said = StringIO()
    call_command("release_outbox", *options, stdout=said)
    return said.getvalue()


def test_a_fresh_database_marks_itself() -> None:
    Epoch.objects.all().delete()

    assert epoch.is_ours()
    assert epoch.is_ours()
    assert Epoch.objects.count() == 1


def test_nothing_is_sent_and_nothing_rings_in_a_copy(copy: MailSink) -> None:
    deliver_everything()
    clock.ring_due(at=database_now())

    assert copy.mails == []
    assert Delivery.objects.get().state == DeliveryState.PENDING
    assert Timer.objects.get().state == TimerState.SET


def test_the_choice_is_a_persons(copy: MailSink) -> None:
    with pytest.raises(CommandError, match="1 delivery and 1 overdue timer wait"):
        release()


def test_dropped_it_never_goes_out(copy: MailSink) -> None:
    assert "Dropped: 1 delivery" in release("--drop")
    deliver_everything()

    assert copy.mails == []
    assert Delivery.objects.get().state == DeliveryState.SUPPRESSED
    assert Timer.objects.get().state == TimerState.CANCELLED


def test_sent_it_goes_out_and_life_goes_on(copy: MailSink) -> None:
    release("--send")
    deliver_everything()

    assert len(copy.mails) == 1
    assert "no restored copy" in release()
