"""Double opt-in in, one click out; scanners that follow links change nothing."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from portal.clock import clock
from statuspage.actions.subscribe import subscribe
from statuspage.actions.write_update import write_update
from statuspage.links import leave_url
from statuspage.models import Subscriber
from tests.make_post import MailSink, deliver_everything, parts
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice, make_subscriber, make_words


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
    for hours in (0, 1, 25, 50, 75, 100):
        subscribe(email="ana@example.com", at=NOON + timedelta(hours=hours - 200))

    deliver_everything()

    assert len(sink.mails) == 3


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
