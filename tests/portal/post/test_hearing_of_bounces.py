"""What comes back is taken in once, blamed on whom it concerns, and on nobody in a storm."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from portal.post.models import Delivery, PausedDomain, Setback, SetbackKind, Suppression
from portal.post.pausing import LEAST, resume_domain
from portal.post.setbacks import note_setback
from statuspage.models import Subscriber
from tests.make_people import make_user
from tests.make_post import MailSink, deliver_everything, make_message
from tests.make_record import NOON
from tests.make_statuspage import make_subscriber

SECRET = "postmark:a-long-secret"
ADDRESS = "/in/mail/postmark/tracking/"


@pytest.fixture
def sink(settings: Settings) -> Iterator[MailSink]:
    with MailSink() as server:
        settings.EMAIL_URL = server.url
        yield server


@pytest.fixture
def provider(settings: Settings) -> Client:
    settings.ANYMAIL_WEBHOOK_SECRET = SECRET
    return Client(enforce_csrf_checks=True)


def report(client: Client, body: Any, *, secret: str = SECRET) -> HttpResponseBase:
    key = base64.b64encode(secret.encode()).decode()
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(
        ADDRESS, text, content_type="application/json", headers={"Authorization": f"Basic {key}"}
    )


def bounce(kind: str = "HardBounce", number: int = 1, address: str = "ana@example.com") -> Any:
    record = "SpamComplaint" if kind == "SpamComplaint" else "Bounce"
    return {
        "RecordType": record,
        "Type": kind,
        "ID": number,
        "MessageID": f"m-{number}",
        "Email": address,
        "BouncedAt": "2026-11-19T12:00:00Z",
        "Description": "No such mailbox.",
        "Details": "",
    }


def state() -> str:
    return str(Subscriber.objects.get().state)


@pytest.mark.parametrize("kind", ["HardBounce", "SpamComplaint", "BadEmailAddress"])
def test_a_hard_bounce_or_complaint_quarantines_at_once(kind: str, provider: Client) -> None:
    make_subscriber("ana@example.com")

    assert report(provider, bounce(kind)).status_code == 200

    subscriber = Subscriber.objects.get()
    assert subscriber.state == "quarantined"
    assert subscriber.purge_at
    assert Suppression.objects.holding("email", ["ana@example.com"])


def test_soft_bounces_quarantine_at_the_fifth(provider: Client) -> None:
    make_subscriber("ana@example.com")
    for number in range(4):
        report(provider, bounce("SoftBounce", number))
    assert state() == "active"

    report(provider, bounce("SoftBounce", 5))
    assert state() == "quarantined"


def test_a_report_repeated_counts_once(provider: Client) -> None:
    make_subscriber("ana@example.com")
    for _ in range(7):
        assert report(provider, bounce("SoftBounce", 1)).status_code == 200

    assert state() == "active"
    assert Setback.objects.count() == 1


def test_an_old_report_repeated_stops_nobody_who_resumed(provider: Client) -> None:
    make_subscriber("ana@example.com")
    report(provider, bounce())
    Subscriber.objects.update(
        state="active", quarantined_at=None, purge_at=None, quarantine_reason=""
    )

    report(provider, bounce())

    assert state() == "active"


def test_nobody_reports_without_the_secret(provider: Client, settings: Settings) -> None:
    make_subscriber("ana@example.com")

    assert report(provider, bounce(), secret="postmark:guess").status_code == 400
    assert provider.post(ADDRESS, "{}", content_type="application/json").status_code == 400
    settings.ANYMAIL_WEBHOOK_SECRET = ""
    assert report(provider, bounce()).status_code == 404
    assert state() == "active"


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', '{"RecordType": 7}', "x" * 100_000])
def test_what_is_no_report_is_refused_calmly(body: str, provider: Client) -> None:
    assert report(provider, body).status_code in (200, 400)
    assert not Setback.objects.exists()


def test_an_unknown_provider_is_nowhere(provider: Client) -> None:
    assert provider.post("/in/mail/nobody/tracking/").status_code == 404


def test_a_domain_in_trouble_is_held_and_nobody_is_blamed(sink: MailSink) -> None:
    for number in range(30):
        make_subscriber(f"p{number}@example.com")
    make_subscriber("other@example.org")
    sink.answer = lambda address: "550 No" if address.endswith("example.com") else None
    addresses = [f"p{number}@example.com" for number in range(30)]
    make_message(*addresses, "other@example.org")
    deliver_everything()

    assert [one.destination for one in PausedDomain.objects.all()] == ["example.com"]
    assert not Suppression.objects.exists()
    assert not Subscriber.objects.exclude(state="active").exists()
    assert len(sink.to("other@example.org")) == 1

    sink.answer = lambda address: None
    make_message("p1@example.com")
    deliver_everything()
    assert not sink.to("p1@example.com")

    domain = PausedDomain.objects.get()
    resume_domain(domain=domain, by=make_user("Kofi Mensah", "Manager"), at=timezone.now())
    Delivery.objects.filter(state="pending").update(not_before=NOON)
    deliver_everything()
    assert len(sink.to("p1@example.com")) == 2
    assert len(sink.to("p29@example.com")) == 1


def test_a_few_bounces_among_many_letters_are_their_addresses_own() -> None:
    make_message(*[f"p{number}@example.com" for number in range(100)])
    Delivery.objects.update(state="sent", sent_at=NOON)
    for number in range(LEAST):
        note_setback(
            channel="email",
            address=f"p{number}@example.com",
            kind=SetbackKind.HARD,
            reason="No",
            key=f"k{number}",
            at=NOON + timedelta(minutes=1),
        )

    assert not PausedDomain.objects.exists()
    assert Suppression.objects.count() == LEAST


def test_whoever_may_not_manage_the_outbox_resumes_no_domain(client: Client) -> None:
    domain = PausedDomain.objects.create(destination="example.com", reason="x", at=NOON)
    client.force_login(make_user("Ana Ruiz", "Responder"))

    answer = client.post(f"/portal/outbox/domains/{domain.pk}/resumption/")

    assert answer.status_code == 403
    assert PausedDomain.objects.exists()
