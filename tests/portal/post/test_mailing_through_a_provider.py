"""A provider's HTTP API shares the outbox: the same letters, the same outcomes."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from portal.post.channels.mail_way import check_email_url
from portal.post.models import Delivery, DeliveryState, Suppression
from tests.make_post import deliver_everything, make_message


class Provider:
    """Speaks as Postmark does, on loopback; answers with `status`."""

    def __init__(self) -> None:
        self.status, self.taken = 200, list[dict[str, Any]]()
        self.silent = False
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if provider.silent:
                    provider.taken.append(body)
                    self.connection.close()
                    return
                if provider.status == 200:
                    provider.taken.append(body)
                answer = {"ErrorCode": 0, "Message": "OK", "MessageID": "1", "To": body.get("To")}
                data = json.dumps(answer).encode()
                self.send_response(provider.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        api = f"http://127.0.0.1:{self.server.server_port}/"
        return f"anymail+postmark://?server_token=token&api_url={api}"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    running = Provider()
    settings.EMAIL_URL = running.url
    yield running
    running.server.shutdown()
    running.server.server_close()


def only_delivery() -> Delivery:
    return Delivery.objects.get()


def test_a_letter_keeps_its_words_and_headers(provider: Provider) -> None:
    make_message(
        "ana@example.com",
        subject="Zahlungen gestört",
        html="<p>Status</p>",
        headers={"List-Unsubscribe": "<https://example.com/leave/>"},
    )

    assert deliver_everything() == 1

    (taken,) = provider.taken
    headers = {one["Name"]: one["Value"] for one in taken["Headers"]}
    assert (taken["To"], taken["Subject"]) == ("ana@example.com", "Zahlungen gestört")
    assert taken["TextBody"].strip() == "Status: investigating."
    assert taken["HtmlBody"].strip() == "<p>Status</p>"
    assert headers["List-Unsubscribe"] == "<https://example.com/leave/>"
    assert headers["Message-ID"].startswith("<m")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (400, DeliveryState.PARKED),
        (429, DeliveryState.PENDING),
        (500, DeliveryState.PENDING),
    ],
)
def test_an_answer_decides_what_becomes_of_it(provider: Provider, status: int, state: str) -> None:
    provider.status = status
    make_message()

    assert deliver_everything() == 0

    assert only_delivery().state == state


def test_a_wrong_token_is_nobodys_refusal(provider: Provider) -> None:
    provider.status = 401
    make_message()

    deliver_everything()

    delivery = only_delivery()
    assert (delivery.state, delivery.tries) == (DeliveryState.PENDING, 0)
    assert not Suppression.objects.exists()


def test_no_answer_leaves_it_in_doubt(provider: Provider) -> None:
    provider.silent = True
    make_message()

    deliver_everything()

    delivery = only_delivery()
    assert (delivery.state, delivery.ambiguous) == (DeliveryState.PENDING, 1)


def test_a_provider_that_cannot_be_reached_costs_no_try(settings: Settings) -> None:
    settings.EMAIL_URL = "anymail+postmark://?server_token=t&api_url=http://127.0.0.1:1/"
    make_message()

    deliver_everything()

    delivery = only_delivery()
    assert (delivery.state, delivery.tries) == (DeliveryState.PENDING, 0)


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("anymail+nobody://?key=1", "no mail provider"),
        ("anymail+postmark://", "server_token|SERVER_TOKEN"),
    ],
)
def test_a_wrong_address_is_refused_at_start(url: str, complaint: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=complaint):
        check_email_url(url)
