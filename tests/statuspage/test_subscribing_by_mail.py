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
from portal.post.models import Suppression
from portal.post.models.suppression import fingerprint
from statuspage.actions.purge_subscribers import purge_subscribers
from statuspage.actions.subscribe import subscribe
from statuspage.links import leave_url
from statuspage.models import Page, Subscriber
from tests.make_post import MailSink, deliver_everything, parts
from tests.make_record import NOON
from tests.make_statuspage import make_notice, make_subscriber

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
        subscribe(address="ana@example.com", at=START + timedelta(hours=hours))
        clock.ring_due(at=START + timedelta(hours=hours))

    deliver_everything()

    assert len(sink.mails) == 4


def test_other_wishes_of_one_address_count_together(sink: MailSink) -> None:
    for notice in (make_notice(), make_notice(), make_notice()):
        subscribe(address="ana@example.com", notice_id=notice.public_id, at=NOON)
    clock.ring_due(at=NOON)

    deliver_everything()

    assert len(sink.to("ana@example.com")) == 1


def test_an_address_that_refused_mail_for_good_is_not_asked(sink: MailSink) -> None:
    Suppression.objects.create(
        fingerprint=fingerprint("email", "ana@example.com"), reason="550", at=NOON
    )

    subscribe(address="ana@example.com", at=NOON)
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
    subscribe(
        address="ana@example.com",
        scope={"components": ["<b>buy</b>"]},
        notice_id="buy-this",
        at=NOON,
    )
    clock.ring_due(at=NOON)
    deliver_everything()

    (mail,) = sink.mails
    assert "buy" not in mail.as_string()


def test_somebody_who_left_may_come_back(sink: MailSink, scanner: Client) -> None:
    subscriber = make_subscriber(state="gone", gone_at=NOON)

    subscribe(address=subscriber.address, at=NOON)
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

    assert [one.address for one in Subscriber.objects.all()] == ["kept@example.com"]


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
