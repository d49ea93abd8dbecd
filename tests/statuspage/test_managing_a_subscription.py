"""By a link of their own, subscribers see and change everything of theirs."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from portal.clock import clock
from portal.post.models import Delivery, Suppression
from portal.post.models.suppression import fingerprint
from statuspage.actions.purge_subscribers import purge_subscribers
from statuspage.actions.quarantine_subscriber import quarantine_subscriber
from statuspage.links import leave_url, manage_url
from statuspage.models import Subscriber
from tests.make_post import MailSink, deliver_everything, parts
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice, make_subscriber


@pytest.fixture
def sink(settings: Settings) -> Iterator[MailSink]:
    with MailSink() as server:
        settings.EMAIL_URL = server.url
        yield server


@pytest.fixture
def scanner() -> Client:
    return Client(enforce_csrf_checks=True)


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_the_link_comes_by_mail_to_who_has_a_subscription_and_nobody_else(
    sink: MailSink, scanner: Client
) -> None:
    make_subscriber("known@example.com")
    answers = [
        scanner.post("/subscribe/link/", {"email": f"{name}@example.com"}).content
        for name in ("known", "fresh")
    ]
    clock.ring_due(at=timezone.now())
    deliver_everything()

    assert answers[0].replace(b"known", b"") == answers[1].replace(b"fresh", b"")
    (mail,) = sink.mails
    found = re.search(r"https?://[^/\s]+(/subscribe/manage/\S+)", parts(mail)[0])
    assert found
    assert b"known@example.com" in scanner.get(found[1]).content


def test_the_link_is_mailed_once_a_day(sink: MailSink, scanner: Client) -> None:
    make_subscriber("ana@example.com")
    for _ in range(3):
        scanner.post("/subscribe/link/", {"email": "ana@example.com"})
    clock.ring_due(at=timezone.now())
    deliver_everything()

    assert len(sink.mails) == 1


def test_looking_changes_nothing_and_every_button_acts(scanner: Client) -> None:
    api = make_component("API")
    subscriber = make_subscriber()
    where = path_of(manage_url(subscriber.pk))
    for path in (where, f"{where}export/"):
        assert scanner.get(path).status_code == scanner.head(path).status_code == 200
    for verb in ("secret", "test", "resumption", "erasure"):
        assert scanner.get(f"{where}{verb}/").status_code == 405
        assert scanner.head(f"{where}{verb}/").status_code == 405

    chosen = {"components": api.public_id, "volume": "major", "component_changes": "yes"}
    assert scanner.post(where, chosen).status_code == 302
    subscriber.refresh_from_db()
    assert list(subscriber.components.all()) == [api]
    assert (subscriber.everything, subscriber.volume) == (False, "major")
    assert (subscriber.maintenance, subscriber.component_changes) == (False, True)


def test_the_leaving_link_manages_nothing_and_the_managing_link_is_not_in_its_place(
    scanner: Client,
) -> None:
    subscriber = make_subscriber()
    leave = path_of(leave_url(subscriber.pk)).split("/")[2]
    manage = path_of(manage_url(subscriber.pk)).split("/")[3]

    assert scanner.get(f"/subscribe/manage/{leave}/").status_code == 410
    assert scanner.post(f"/subscribe/manage/{leave}/erasure/").status_code == 410
    assert scanner.post(f"/unsubscribe/{manage}/").status_code == 410
    assert Subscriber.objects.get().state == "active"


def test_the_link_works_for_a_month(scanner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    subscriber = make_subscriber()
    then = time.time() - timedelta(days=31).total_seconds()
    with monkeypatch.context() as past:
        past.setattr("django.core.signing.time.time", lambda: then)
        old = path_of(manage_url(subscriber.pk))

    assert scanner.get(old).status_code == 410
    assert scanner.get(path_of(manage_url(subscriber.pk))).status_code == 200


def test_who_erases_is_forgotten_but_for_the_digest(scanner: Client) -> None:
    subscriber = make_subscriber("ana@example.com")
    make_notice()
    clock.ring_due(at=NOON)
    deliver_everything()
    Suppression.objects.create(
        fingerprint=fingerprint("email", "ana@example.com"), reason="550", at=NOON
    )

    answer = scanner.post(f"{path_of(manage_url(subscriber.pk))}erasure/")
    clock.ring_due(at=timezone.now() + timedelta(seconds=1))

    assert b"You are forgotten" in answer.content
    assert not Subscriber.objects.exists()
    assert not Delivery.objects.filter(address__icontains="ana").exists()
    assert Delivery.objects.count() == 1
    assert Suppression.objects.count() == 1


def test_the_export_holds_what_we_hold(scanner: Client) -> None:
    subscriber = make_subscriber("ana@example.com")
    make_notice()
    clock.ring_due(at=NOON)
    deliver_everything()

    data = scanner.get(f"{path_of(manage_url(subscriber.pk))}export/").json()

    assert data["address"] == "ana@example.com"
    assert [one["state"] for one in data["deliveries"]] == ["Sent"]


def test_a_quarantine_that_runs_out_is_forgotten() -> None:
    make_subscriber("ana@example.com")
    quarantine_subscriber(channel="email", address="ana@example.com", reason="550", at=NOON)

    assert purge_subscribers(at=NOON + timedelta(days=89)) == 0
    assert purge_subscribers(at=NOON + timedelta(days=90)) == 1
    assert not Subscriber.objects.exists()


def test_what_is_wrong_comes_back_with_everything_that_was_typed(scanner: Client) -> None:
    api = make_component("API", group="Core")
    assert api.group
    answer = scanner.post(
        "/subscribe/ask/",
        {
            "channel": "email", "email": "ana@", "components": [api.public_id],
            "groups": [api.group.public_id], "volume": "major", "maintenance": "yes",
        },
    )  # fmt: skip
    page = answer.content.decode()

    assert answer.status_code == 422
    assert 'value="ana@"' in page
    assert f'name="components" value="{api.public_id}" checked' in page
    assert f'name="groups" value="{api.group.public_id}" checked' in page
    assert 'name="volume" value="major" checked' in page
    assert 'id="summary" autofocus' in page
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize(
    "body",
    [
        {}, {"channel": "fax"}, {"channel": "feed"}, {"email": "a" * 100_000},
        {"email": "ana@example.com\nBcc: x@example.com"},
        {"email": "ana@example.com", "volume": "x"},
        {"email": "ana@example.com", "components": "none"}, {"webhook": "https://x\r\nHost: y/"},
        {"email": "ana@example.com", "notice": "x" * 5000},
    ],
)  # fmt: skip
def test_nonsense_is_refused_and_writes_nothing(body: dict[str, str], scanner: Client) -> None:
    assert scanner.post("/subscribe/ask/", body).status_code == 422
    assert not Subscriber.objects.exists()


def test_one_field_filled_in_is_understood_whatever_is_chosen(scanner: Client) -> None:
    url = "https://hooks.slack.com/services/T/B/x"
    answer = scanner.post("/subscribe/ask/", {"channel": "email", "email": "", "slack": url})

    assert answer.status_code == 200
    clock.ring_due(at=timezone.now())
    assert Subscriber.objects.get().channel == "slack"
    assert Delivery.objects.get().channel == "slack"
