"""Double opt-in in, one click out; scanners that follow links change nothing."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from portal.clock import clock
from portal.post.models import Delivery, Message, Suppression
from portal.post.models.suppression import fingerprint
from statuspage.actions.purge_subscribers import purge_subscribers
from statuspage.actions.retract_notice import retract_notice
from statuspage.actions.subscribe import subscribe
from statuspage.actions.tell_subscribers import tell_subscribers
from statuspage.actions.write_update import write_update
from statuspage.links import leave_url
from statuspage.models import Page, Subscriber
from tests.make_post import MailSink, deliver_everything, parts
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice, make_subscriber, make_words, say

START = datetime(2026, 10, 1, 12, 0, tzinfo=UTC)


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


def test_a_new_address_is_active_only_after_confirming(sink: MailSink, scanner: Client) -> None:
    scanner.post("/subscribe/ask/", {"email": "ana@example.com"})
    clock.ring_due(at=timezone.now())
    deliver_everything()
    link = link_in(parts(sink.mails[0])[0])

    for _ in range(3):
        assert scanner.get(link).status_code == 200
        assert scanner.head(link).status_code == 200
    assert Subscriber.objects.get().state == "pending"

    assert scanner.post(link).status_code == 200
    assert Subscriber.objects.get().state == "active"


def test_known_and_unknown_addresses_get_the_same_answer(scanner: Client) -> None:
    make_subscriber("known@example.com")

    known = scanner.post("/subscribe/ask/", {"email": "known@example.com"}).content
    fresh = scanner.post("/subscribe/ask/", {"email": "fresh@example.com"}).content

    assert known.replace(b"known", b"") == fresh.replace(b"fresh", b"")


def test_an_address_is_asked_once_a_day_and_three_times_a_month(sink: MailSink) -> None:
    for hours in (0, 1, 25, 50, 75, 100, 24 * 31):
        subscribe(email="ana@example.com", at=START + timedelta(hours=hours))
        clock.ring_due(at=START + timedelta(hours=hours))

    deliver_everything()

    assert len(sink.mails) == 4


def test_other_wishes_of_one_address_count_together(sink: MailSink) -> None:
    for notice in (make_notice(), make_notice(), make_notice()):
        subscribe(email="ana@example.com", notice_id=notice.public_id, at=NOON)
    clock.ring_due(at=NOON)

    deliver_everything()

    assert len(sink.to("ana@example.com")) == 1


def test_an_address_that_refused_mail_for_good_is_not_asked(sink: MailSink) -> None:
    Suppression.objects.create(
        fingerprint=fingerprint("email", "ana@example.com"), reason="550", at=NOON
    )

    subscribe(email="ana@example.com", at=NOON)
    clock.ring_due(at=NOON)
    deliver_everything()

    assert sink.mails == []


def test_the_request_does_the_same_work_for_every_address(
    scanner: Client,
) -> None:
    make_subscriber("known@example.com")
    make_subscriber("pending@example.com", state="pending", confirmed_at=None)
    Page.objects.the_page()
    work = []

    for name in ("known", "pending", "fresh"):
        with CaptureQueriesContext(connection) as queries:
            scanner.post("/subscribe/ask/", {"email": f"{name}@example.com"})
        work.append([re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in queries])

    assert work[0] == work[1] == work[2]


def test_the_confirmation_carries_nothing_the_requester_wrote(sink: MailSink) -> None:
    subscribe(email="ana@example.com", components=["<b>buy</b>"], notice_id="buy-this", at=NOON)
    clock.ring_due(at=NOON)
    deliver_everything()

    (mail,) = sink.mails
    assert "buy" not in mail.as_string()


def test_somebody_who_left_may_come_back(sink: MailSink, scanner: Client) -> None:
    subscriber = make_subscriber(state="gone", gone_at=NOON)

    subscribe(email=subscriber.email, at=NOON)
    clock.ring_due(at=NOON)
    deliver_everything()
    link = link_in(parts(sink.mails[0])[0])
    subscriber.refresh_from_db()
    assert subscriber.state == "pending"

    scanner.post(link)
    subscriber.refresh_from_db()
    assert subscriber.state == "active"


def test_an_address_that_never_confirmed_is_forgotten_after_a_week() -> None:
    make_subscriber("stale@example.com", state="pending", confirmed_at=None)
    make_subscriber("kept@example.com")

    assert purge_subscribers(at=NOON + timedelta(days=6)) == 0
    purge_subscribers(at=NOON + timedelta(days=8))

    assert [one.email for one in Subscriber.objects.all()] == ["kept@example.com"]


def test_a_thousand_subscribers_are_addressed_in_chunks_and_once_each() -> None:
    Subscriber.objects.bulk_create(
        Subscriber(
            email=f"s{number}@example.com", state="active", created_at=NOON, confirmed_at=NOON
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


def test_a_wrong_address_is_refused_and_kept(scanner: Client) -> None:
    answer = scanner.post("/subscribe/ask/", {"email": "ana@"})

    assert answer.status_code == 422
    assert b"ana@" in answer.content


def test_one_click_leaves_without_cookie_and_twice_is_fine(scanner: Client) -> None:
    subscriber = make_subscriber()
    link = link_in(leave_url(subscriber.pk))

    scanner.get(link)
    scanner.head(link)
    subscriber.refresh_from_db()
    assert subscriber.state == "active"
    for _ in range(2):
        body = {"List-Unsubscribe": "One-Click"}
        assert scanner.post(link, body).status_code == 200
    subscriber.refresh_from_db()
    assert subscriber.state == "gone"


def test_the_leaving_link_confirms_nothing(scanner: Client) -> None:
    subscriber = make_subscriber(state="pending", confirmed_at=None)
    token = link_in(leave_url(subscriber.pk)).split("/")[2]

    assert scanner.post(f"/subscribe/confirm/{token}/").status_code == 410
    subscriber.refresh_from_db()
    assert subscriber.state == "pending"


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

    assert Subscriber.objects.get(email="ben@example.com").state == "gone"
    assert Subscriber.objects.get(email="ana@example.com").state == "active"


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
