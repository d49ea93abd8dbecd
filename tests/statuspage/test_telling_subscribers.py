"""An update reaches those who asked, once each, newest last, and nobody else."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from portal.clock import clock
from portal.post.models import Delivery, Message
from statuspage.actions.retract_notice import retract_notice
from statuspage.actions.tell_subscribers import tell_subscribers
from statuspage.actions.write_update import write_update
from statuspage.links import leave_url
from statuspage.models import Subscriber
from tests.make_post import MailSink, deliver_everything, parts
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice, make_subscriber, make_words, say


@pytest.fixture
def sink(settings: Settings) -> Iterator[MailSink]:
    with MailSink() as server:
        settings.EMAIL_URL = server.url
        yield server


@pytest.fixture
def scanner() -> Client:
    return Client(enforce_csrf_checks=True)


def link_in(text: str) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", text)
    assert found
    return found.group(1)


def test_a_thousand_subscribers_are_addressed_in_chunks_and_once_each() -> None:
    Subscriber.objects.bulk_create(
        Subscriber(
            address=f"s{number}@example.com", state="active", created_at=NOON, confirmed_at=NOON
        )
        for number in range(1100)
    )
    notice = make_notice()
    assert Delivery.objects.count() == 0

    clock.ring_due(at=NOON)
    update = notice.updates.get()
    tell_subscribers(update=update, after=0, at=NOON)

    assert Delivery.objects.count() == 1100
    assert Delivery.objects.values("address").distinct().count() == 1100


def test_one_conversation_per_notice_and_reader(sink: MailSink) -> None:
    make_subscriber("ana@example.com")
    notice = make_notice()
    clock.ring_due(at=NOON)
    deliver_everything()
    say(notice, "It is the processor.", status="identified")
    clock.ring_due(at=NOON)
    deliver_everything()

    first, second = sink.mails
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]
    assert second["Subject"] == "[Status] Identified: Card payments fail"
    assert first["List-Id"]
    assert first["Auto-Submitted"] == "auto-generated"
    text, html = parts(second)
    assert "It is the processor." in text
    assert "It is the processor." in html


def test_retracting_stops_what_is_unsent(sink: MailSink) -> None:
    make_subscriber()
    notice = make_notice()
    clock.ring_due(at=NOON)

    retract_notice(public_id=notice.public_id, reason="wrong", at=NOON)
    deliver_everything()

    assert sink.mails == []


def test_an_update_reaches_those_who_asked_for_it(sink: MailSink) -> None:
    checkout, login = make_component("Checkout"), make_component("Login")
    make_subscriber("all@example.com")
    choosy = make_subscriber("login@example.com", everything=False)
    choosy.components.add(login)
    wanting = make_subscriber("checkout@example.com", everything=False)
    wanting.components.add(checkout)
    make_subscriber("pending@example.com", state="pending", confirmed_at=None)

    make_notice(components={checkout.public_id: "partial_outage"})
    clock.ring_due(at=NOON)
    deliver_everything()

    assert {str(mail["To"]) for mail in sink.mails} == {"all@example.com", "checkout@example.com"}
    mail = sink.mails[0]
    assert mail["Subject"] == "[Status] Investigating: Card payments fail"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith("<http")


def test_each_mail_leaves_for_its_own_reader(sink: MailSink, scanner: Client) -> None:
    make_component("Checkout")
    for name in ("ana", "ben"):
        make_subscriber(f"{name}@example.com")
    make_notice()
    clock.ring_due(at=NOON)
    deliver_everything()

    (mail,) = sink.to("ben@example.com")
    scanner.post(link_in(mail["List-Unsubscribe"].strip("<>")))

    assert Subscriber.objects.get(address="ben@example.com").state == "gone"
    assert Subscriber.objects.get(address="ana@example.com").state == "active"


def test_an_older_word_that_still_waits_is_superseded(sink: MailSink) -> None:
    make_subscriber()
    notice = make_notice(text="old word")
    clock.ring_due(at=NOON)
    write_update(
        public_id=notice.public_id, words=make_words("new word"), key="2", by_name="M", at=NOON
    )
    clock.ring_due(at=NOON)

    deliver_everything()

    (mail,) = sink.mails
    assert "new word" in parts(mail)[0]


def test_a_quiet_update_mails_nobody(sink: MailSink) -> None:
    make_subscriber()

    make_notice(tell=False)
    clock.ring_due(at=NOON)
    deliver_everything()

    assert sink.mails == []


def test_the_rest_of_an_older_word_is_not_sent_after_a_newer_one() -> None:
    make_subscriber()
    notice = make_notice(text="old word")
    say(notice, "new word")

    clock.ring_due(at=NOON)

    assert [one.text.count("new word") for one in Message.objects.all()] == [1]
    assert Delivery.objects.count() == 1


def test_a_chunk_that_rings_while_the_notice_is_retracted_mails_nobody() -> None:
    make_subscriber()
    notice = make_notice()
    retract_notice(public_id=notice.public_id, reason="wrong", at=NOON)

    assert tell_subscribers(update=notice.updates.get(), after=0, at=NOON) == 0
    assert not Delivery.objects.exists()


def test_leaving_stops_mail_that_waits(sink: MailSink, scanner: Client) -> None:
    subscriber = make_subscriber()
    make_notice()
    clock.ring_due(at=NOON)

    scanner.post(link_in(leave_url(subscriber.pk)))
    deliver_everything()

    assert sink.mails == []
