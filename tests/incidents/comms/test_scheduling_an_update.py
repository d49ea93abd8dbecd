"""What was written for later goes out at its time, or not at all."""

import pytest

from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.comms.actions.cancel_scheduled import cancel_scheduled
from incidents.comms.actions.release_promises import release_promises
from incidents.comms.actions.schedule_update import WrongTime
from incidents.comms.actions.send_scheduled import send_scheduled
from incidents.comms.models import ScheduledUpdate, Update
from incidents.comms.words import Words
from incidents.record.actions.move_incident import move_incident
from portal.people.models import User
from portal.post.models import Message
from tests.make_comms import (
    after,
    audience,
    make_promised,
    make_scheduled,
    make_update,
    pass_time,
    promise_to,
)
from tests.make_people import make_user


@pytest.fixture
def mei() -> User:
    return make_user("Mei Chen", "Communications lead")


def withheld() -> str:
    scheduled = ScheduledUpdate.objects.get()
    assert scheduled.state == "withheld"
    assert not Update.objects.filter(key__startswith="scheduled:").exists()
    return scheduled.why


def test_it_goes_out_at_its_time_in_its_authors_name(mei: User) -> None:
    incident = make_promised(level=1)
    make_scheduled(incident, by=mei)

    pass_time(until=after(29.9))
    assert not Update.objects.filter(automatic=False).exists()
    pass_time(until=after(30))

    sent = Update.objects.get(automatic=False)
    assert (sent.by, sent.at, sent.situation) == (mei, after(30), "identified")
    assert sent.wordings.get().status == "The pool is full."
    scheduled = ScheduledUpdate.objects.get()
    assert (scheduled.state, scheduled.update) == ("sent", sent)


def test_it_keeps_a_promise_only_when_it_is_sent(mei: User) -> None:
    incident = make_promised(level=1)
    promise = promise_to("support", incident)
    words = [Words(audience("support"), "We look.")]

    make_scheduled(incident, by=mei, wordings=words, due_at=after(9))
    promise.refresh_from_db()
    assert promise.state == "open"
    pass_time(until=after(9))

    promise.refresh_from_db()
    assert promise.state == "kept"


def test_not_where_somebody_wrote_since(mei: User) -> None:
    incident = make_promised(level=1)
    make_scheduled(incident, by=mei)
    make_update(incident, "support", by=make_user("Ana"), at=after(5))

    pass_time(until=after(30))

    assert withheld() == "Ana sent update 1 since."
    message = Message.objects.get(key__startswith="withheld:")
    assert message.deliveries.get().person == mei
    assert "The pool is full." in message.text
    assert incident.entries.filter(body__contains="was not sent. Ana sent update 1").exists()


def test_a_holding_update_is_no_news(mei: User) -> None:
    incident = make_promised(level=1)
    make_scheduled(incident, by=mei)

    pass_time(until=after(30))

    assert Update.objects.filter(automatic=True).exists()
    assert ScheduledUpdate.objects.get().state == "sent"


def test_not_after_it_was_resolved(mei: User) -> None:
    incident = make_promised(level=1)
    make_scheduled(incident, by=mei)
    move_incident(incident=incident, to="monitoring", by=None, at=after(10))
    release_promises(incident=incident, by=None, at=after(10))

    pass_time(until=after(30))

    assert withheld() == f"{incident.reference} is monitoring by now."


def test_not_after_it_was_classified_anew(mei: User) -> None:
    incident = make_promised(level=1)
    make_scheduled(incident, by=mei)
    reclassify_incident(incident=incident, level=2, reason="Few", by=None, at=after(10))

    pass_time(until=after(30))

    assert withheld() == "It is SEV2 by now."


def test_what_would_be_refused_by_hand_is_told_to_its_author(mei: User) -> None:
    incident = make_promised(level=1)
    make_scheduled(incident, by=mei, wordings=[Words(audience(), "Half of payments fail.")])

    pass_time(until=after(30))

    assert withheld() == "Write the title that customers see."


def test_it_can_be_cancelled_once(mei: User) -> None:
    incident = make_promised(level=1)
    scheduled = make_scheduled(incident, by=mei)

    assert cancel_scheduled(scheduled=scheduled, by=mei, at=after(3)) is True
    assert cancel_scheduled(scheduled=scheduled, by=mei, at=after(4)) is False
    pass_time(until=after(30))

    assert ScheduledUpdate.objects.get().state == "cancelled"
    assert not Update.objects.filter(automatic=False).exists()


def test_it_can_be_sent_early_and_then_not_again(mei: User) -> None:
    incident = make_promised(level=1)
    scheduled = make_scheduled(incident, by=mei)

    sent = send_scheduled(scheduled=scheduled, by=mei, at=after(3))
    pass_time(until=after(30))

    assert sent is not None
    assert sent.at == after(3)
    assert Update.objects.filter(automatic=False).count() == 1


@pytest.mark.parametrize("minute", [0, -1, 24 * 60 + 1])
def test_only_for_a_time_within_a_day(mei: User, minute: float) -> None:
    with pytest.raises(WrongTime):
        make_scheduled(make_promised(level=1), by=mei, due_at=after(minute))
