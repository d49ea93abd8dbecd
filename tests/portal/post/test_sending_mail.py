"""What is owed goes out once, and every outcome is known."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.db.models.functions import Now
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from portal.post import claims, delivering, post, waking
from portal.post.claims import Outcome, lanes_with_work
from portal.post.delivering import deliver_lane
from portal.post.drafts import Draft, Lane, Recipient, UnusableDraft
from portal.post.models import Delivery, DeliveryState, Message, Suppression
from portal.post.recovering import recover
from tests.make_post import MailSink, deliver_everything, make_message, parts
from tests.make_record import NOON


@pytest.fixture
def sink(settings: Settings) -> Iterator[MailSink]:
    with MailSink() as server:
        settings.EMAIL_URL = server.url
        yield server


def only_delivery() -> Delivery:
    return Delivery.objects.get()


def make_due() -> None:
    Delivery.objects.filter(state=DeliveryState.PENDING).update(not_before=NOON)


def test_it_sends_a_batch_over_one_connection(
    sink: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "_paces", {})
    make_message(*(f"p{number}@example.com" for number in range(20)))

    assert deliver_everything() == 20

    assert len(sink.mails) == 20
    assert len(sink.connections) == 1


def test_each_recipient_has_a_message_id_of_their_own_and_one_thread(sink: MailSink) -> None:
    make_message("a@example.com", "b@example.com", thread="notice-1")
    make_message("a@example.com", thread="notice-1")

    deliver_everything()

    first, second = sink.to("a@example.com")
    assert len({mail["Message-ID"] for mail in sink.mails}) == 3
    assert first["References"] == second["References"] == second["In-Reply-To"]
    assert first["Auto-Submitted"] == "auto-generated"


def test_the_same_key_is_one_message(sink: MailSink) -> None:
    for _ in range(2):
        make_message(key="update-7")

    deliver_everything()

    assert len(sink.mails) == 1


def test_placeholders_are_filled_and_escaped_in_html(sink: MailSink) -> None:
    draft = Draft(
        kind="t",
        key="t",
        subject="Hi",
        text="Dear {{name}}",
        html="<p>Dear {{name}}</p>",
        placeholders=("{{name}}",),
    )
    to = [Recipient(address="a@example.com", fields={"{{name}}": "Ana <b>"})]
    post.send(draft, to=to, at=NOON)

    deliver_everything()

    text, html = parts(sink.mails[0])
    assert text.strip() == "Dear Ana <b>"
    assert html.strip() == "<p>Dear Ana &lt;b&gt;</p>"


def test_a_long_line_keeps_its_placeholder_whole(sink: MailSink) -> None:
    text = "word " * 300 + "{{link}} " + "word " * 300
    draft = Draft(kind="t", key="t", subject="Grüße", text=text, placeholders=("{{link}}",))
    post.send(draft, to=[Recipient(address="a@example.com", fields={"{{link}}": "L"})], at=NOON)

    deliver_everything()

    (body,) = parts(sink.mails[0])
    assert " L " in body or "\nL " in body
    assert max(len(line) for line in body.splitlines()) < 998


@pytest.mark.parametrize(
    ("text", "fields", "complaint"),
    [("Dear {{name}}", {}, "has no value"), ("Dear you", {"{{name}}": "Ana"}, "no placeholder")],
)
def test_it_refuses_a_text_half_filled(text: str, fields: dict[str, str], complaint: str) -> None:
    draft = Draft(kind="t", key="t", subject="Hi", text=text, placeholders=("{{name}}",))

    with pytest.raises(UnusableDraft, match=complaint):
        post.send(draft, to=[Recipient(address="a@example.com", fields=fields)], at=NOON)


def test_braces_that_somebody_typed_stay_as_they_are(sink: MailSink) -> None:
    make_message(text="The template {{ user }} is broken.")

    deliver_everything()

    assert "{{ user }}" in parts(sink.mails[0])[0]


def test_it_refuses_a_header_of_two_lines() -> None:
    with pytest.raises(UnusableDraft, match="one line"):
        make_message(subject="Hello\r\nBcc: everyone@example.com")


def test_a_refusal_for_now_delays_that_recipient_only(sink: MailSink) -> None:
    sink.answer = lambda address: "450 later" if address.startswith("slow") else None
    make_message("slow@example.com", "quick@example.com")

    deliver_everything()

    slow = Delivery.objects.get(address="slow@example.com")
    assert (slow.state, slow.tries) == (DeliveryState.PENDING, 1)
    assert len(sink.to("quick@example.com")) == 1


def test_a_refusal_for_good_stops_and_is_remembered(sink: MailSink) -> None:
    sink.answer = lambda address: "550 no such person"
    make_message()
    deliver_everything()

    assert only_delivery().state == DeliveryState.SUPPRESSED
    assert Suppression.objects.count() == 1
    sink.answer = lambda address: None
    make_message()
    deliver_everything()
    assert sink.mails == []


def test_a_text_that_is_refused_waits_for_a_person_and_blames_no_address(sink: MailSink) -> None:
    sink.after_data = lambda address: "554 looks like spam"
    make_message()

    deliver_everything()

    assert only_delivery().state == DeliveryState.PARKED
    assert not Suppression.objects.exists()


def test_a_sender_that_is_refused_costs_nobody_a_try(sink: MailSink) -> None:
    sink.to_sender = "550 not from here"
    make_message("a@example.com", "b@example.com")

    deliver_everything()

    assert set(Delivery.objects.values_list("state", "tries")) == {(DeliveryState.PENDING, 0)}
    assert not Suppression.objects.exists()


def test_a_page_goes_out_even_to_an_address_that_refused_before(sink: MailSink) -> None:
    sink.answer = lambda address: "550 no"
    make_message()
    deliver_everything()
    sink.answer = lambda address: None

    make_message(lane=Lane.URGENT)
    deliver_everything()

    assert len(sink.mails) == 1


def test_a_delivery_that_may_have_left_is_sent_once_more_then_parked() -> None:
    make_message()

    for _ in range(2):
        claims.claim(lane=Lane.UPDATES, owner="dead worker elsewhere", limit=10)
        Delivery.objects.update(lease_until=Now() - timedelta(seconds=1))
        recover()

    delivery = only_delivery()
    assert (delivery.state, delivery.ambiguous) == (DeliveryState.PARKED, 2)


def test_a_relay_that_is_down_parks_nothing(settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    make_message()
    for _ in range(12):
        make_due()
        deliver_everything()

    delivery = only_delivery()
    assert (delivery.state, delivery.tries) == (DeliveryState.PENDING, 0)
    assert "cannot be used" in delivery.last_error


def test_what_cannot_be_rendered_is_parked_while_the_rest_flows(sink: MailSink) -> None:
    bad = make_message("bad@example.com")
    Message.objects.filter(pk=bad.pk).update(placeholders=["{{nobody}}"])
    for _ in range(6):
        make_due()
        deliver_everything()
    make_message("good@example.com")

    deliver_everything()

    assert bad.deliveries.get().state == DeliveryState.PARKED
    assert len(sink.mails) == 1


def test_a_newer_message_on_a_topic_supersedes_what_waits(sink: MailSink) -> None:
    make_message("a@example.com", topic="notice-1", text="investigating")
    newer = make_message("a@example.com", topic="notice-1", text="identified")

    deliver_everything()

    assert [mail.get_payload() for mail in sink.mails] == ["identified\r\n"]
    assert Delivery.objects.get(state=DeliveryState.SUPERSEDED).superseded_by == newer


def test_what_is_withdrawn_never_goes_out(sink: MailSink) -> None:
    make_message(topic="notice-1")

    post.withdraw(topic="notice-1", at=NOON)
    deliver_everything()

    assert sink.mails == []


def test_a_worker_whose_lease_ran_out_records_nothing() -> None:
    make_message()
    (held,) = claims.claim(lane=Lane.UPDATES, owner="slow", limit=1)
    Delivery.objects.update(lease_until=Now() - timedelta(seconds=1))
    recover()
    claims.claim(lane=Lane.UPDATES, owner="quick", limit=1)

    claims.settle([Outcome(held.id, DeliveryState.SUPPRESSED)], owner="slow")

    assert claims.renew("slow") is False
    assert claims.still_held("quick") == {held.id}
    assert only_delivery().state == DeliveryState.SENDING


def test_two_workers_never_hold_the_same_delivery() -> None:
    make_message(*(f"p{number}@example.com" for number in range(10)))

    first = claims.claim(lane=Lane.UPDATES, owner="one", limit=6)
    second = claims.claim(lane=Lane.UPDATES, owner="two", limit=6)

    assert len(first) == 6
    assert len(second) == 4


def test_the_urgent_lane_comes_first() -> None:
    make_message(lane=Lane.BULK)
    make_message(lane=Lane.URGENT)

    assert lanes_with_work()[0] == Lane.URGENT


def test_a_broker_that_is_gone_stops_nobody(
    sink: MailSink, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        make_message(lane=Lane.URGENT)

    assert deliver_lane(Lane.URGENT) == 1


def test_without_a_mail_server_each_mail_is_a_file(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_URL = ""
    settings.MAIL_FILES = tmp_path
    make_message()

    deliver_everything()

    assert len(list(tmp_path.glob("*.eml"))) == 1


def test_a_broker_that_never_answers_holds_nobody_up(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> None:
    """Two seconds is the bound for a publication; here only that it ends, and how."""
    monkeypatch.setattr(waking, "_silent_until", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        app = Celery("silent", broker=url, set_as_current=False)
        app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
        monkeypatch.setattr(waking, "current_app", app)
        began = time.monotonic()
        with django_capture_on_commit_callbacks(execute=True):
            make_message(lane=Lane.URGENT)
        waited = time.monotonic() - began
        again = time.monotonic()
        with django_capture_on_commit_callbacks(execute=True):
            make_message(lane=Lane.URGENT)

    assert 0.5 < waited < 5
    assert time.monotonic() - again < waited
    assert Message.objects.count() == 2
