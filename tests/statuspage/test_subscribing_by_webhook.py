"""An endpoint proves that it is its owner's, and every event can be verified."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from portal.clock import clock
from portal.post.models import Delivery
from statuspage.actions.rotate_secret import StillRotating, rotate_secret
from statuspage.actions.send_test_event import send_test_event
from statuspage.links import manage_url
from statuspage.models import Subscriber
from statuspage.signing_keys import secret_of
from tests.make_endpoints import Endpoint, endpoint
from tests.make_post import deliver_everything
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice, make_subscriber, say


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    with endpoint(tmp_path, monkeypatch) as running:
        yield running


@pytest.fixture
def scanner() -> Client:
    return Client(enforce_csrf_checks=True)


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def hooked(hook: Endpoint, path: str = "/hook", **facts: object) -> Subscriber:
    return make_subscriber(hook.url(path), channel="webhook", **facts)


def deliver_due() -> None:
    Delivery.objects.filter(state="pending").update(not_before=NOON)
    deliver_everything()


def test_nothing_but_a_question_is_sent_before_its_owner_says_yes(
    hook: Endpoint, scanner: Client
) -> None:
    answer = scanner.post("/subscribe/ask/", {"channel": "webhook", "webhook": hook.url()})
    assert answer.status_code == 200
    clock.ring_due(at=timezone.now())
    make_notice()
    clock.ring_due(at=timezone.now())
    deliver_everything()

    (asked,) = hook.received
    body = json.loads(asked.body)
    assert body["event_type"] == "subscription.confirm"
    link = path_of(body["confirm_url"])
    scanner.get(link)
    scanner.head(link)
    assert Subscriber.objects.get().state == "pending"

    said = scanner.post(link, headers={"Accept": "application/json"}).json()
    subscriber = Subscriber.objects.get()
    assert subscriber.state == said["state"] == "active"
    assert said["secret"] == secret_of(subscriber)
    Webhook(said["secret"]).verify(asked.body, asked.headers)


def test_an_event_carries_statuspages_body_and_is_verified(hook: Endpoint) -> None:
    subscriber = hooked(hook)
    api = make_component("API")
    notice = make_notice(components={api.public_id: "partial_outage"})
    clock.ring_due(at=NOON)
    deliver_everything()

    (event,) = hook.received
    body = Webhook(secret_of(subscriber)).verify(event.body, event.headers)
    assert body["incident"]["id"] == notice.public_id
    assert body["incident"]["incident_updates"][0]["affected_components"][0]["code"] == (
        api.public_id
    )
    assert body["page"]["status_indicator"] == "major"
    assert body["event_type"] == "incident.investigating"
    assert "/unsubscribe/" in body["meta"]["unsubscribe"]
    with pytest.raises(WebhookVerificationError):
        Webhook(secret_of(subscriber)).verify(event.body + b" ", event.headers)


def test_an_attempt_repeated_is_the_same_event(hook: Endpoint) -> None:
    hooked(hook)
    make_notice()
    clock.ring_due(at=NOON)
    hook.status = 500
    deliver_everything()
    hook.status = 204
    deliver_due()

    first, second = hook.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert Delivery.objects.get().state == "sent"


def test_while_the_secret_is_renewed_both_sign(hook: Endpoint) -> None:
    subscriber = hooked(hook)
    old, now = secret_of(subscriber), timezone.now()
    subscriber = rotate_secret(subscriber=subscriber, at=now)
    with pytest.raises(StillRotating):
        rotate_secret(subscriber=subscriber, at=now + timedelta(hours=1))
    notice = make_notice()
    clock.ring_due(at=NOON)
    deliver_everything()
    Subscriber.objects.update(rotating_until=now - timedelta(seconds=5))
    say(notice, "More.")
    clock.ring_due(at=NOON)
    deliver_everything()

    during, after = hook.received
    new = secret_of(subscriber)
    assert old != new
    Webhook(old).verify(during.body, during.headers)
    Webhook(new).verify(during.body, during.headers)
    Webhook(new).verify(after.body, after.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(old).verify(after.body, after.headers)


def test_an_endpoint_that_says_it_is_over_is_left_alone(hook: Endpoint) -> None:
    hooked(hook)
    notice = make_notice()
    clock.ring_due(at=NOON)
    hook.status = 410
    deliver_everything()
    say(notice, "More.")
    clock.ring_due(at=NOON)
    deliver_due()

    assert Subscriber.objects.get().state == "gone"
    assert len(hook.received) == 1


def test_ten_failures_within_an_hour_quarantine_it_until_its_owner_resumes(
    hook: Endpoint, scanner: Client
) -> None:
    subscriber = hooked(hook)
    make_notice()
    clock.ring_due(at=NOON)
    hook.status = 500
    for _ in range(12):
        deliver_due()

    subscriber.refresh_from_db()
    assert len(hook.received) == 10
    assert subscriber.state == "quarantined"
    assert subscriber.purge_at

    manage = path_of(manage_url(subscriber.pk))
    assert b"We stopped sending" in scanner.get(manage).content
    scanner.post(f"{manage}resumption/")
    subscriber.refresh_from_db()
    assert subscriber.state == "active"


@pytest.mark.parametrize(
    "address",
    ["http://hooks.example.com/", "https://127.0.0.1/", "https://10.0.0.1/", "https://localhost/",
     "https://[::1]/", "https://user@hooks.example.com/", "ftp://hooks.example.com/", "hooks",
     "https://hooks.example.com:22/", ""],
)  # fmt: skip
def test_an_address_that_may_not_be_sent_to_is_refused_and_kept(
    address: str, scanner: Client
) -> None:
    answer = scanner.post("/subscribe/ask/", {"channel": "webhook", "webhook": address})

    assert answer.status_code == 422
    assert f'value="{address}"' in answer.content.decode()
    assert "webhook-error" in answer.content.decode()


def test_a_test_event_arrives_and_shows_in_the_log(hook: Endpoint, scanner: Client) -> None:
    subscriber = hooked(hook)
    send_test_event(subscriber=subscriber, at=NOON)
    deliver_everything()

    (event,) = hook.received
    Webhook(secret_of(subscriber)).verify(event.body, event.headers)
    shown = scanner.get(path_of(manage_url(subscriber.pk))).content.decode()
    assert event.headers["webhook-id"] in shown


def test_chat_channels_get_plain_messages_whose_words_call_nobody(hook: Endpoint) -> None:
    make_subscriber(hook.url("/slack"), channel="slack")
    make_subscriber(hook.url("/teams"), channel="teams")
    make_notice("<!channel> *all* fails")
    clock.ring_due(at=NOON)
    deliver_everything()

    by_path = {one.path: one for one in hook.received}
    slack = json.loads(by_path["/slack"].body)
    assert "<!channel>" not in by_path["/slack"].body.decode()
    assert "&lt;!channel&gt;" in slack["blocks"][0]["text"]["text"]
    assert "/unsubscribe/" in slack["blocks"][1]["elements"][0]["text"]
    card = json.loads(by_path["/teams"].body)["attachments"][0]["content"]
    assert card["type"] == "AdaptiveCard"
    assert "webhook-signature" not in by_path["/slack"].headers
