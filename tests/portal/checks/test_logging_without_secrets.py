"""People sign in, follow signed links, send alerts and subscribe: no log line tells a secret."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from incidents.oncall.actions.page_person import page_person
from incidents.oncall.paging.links import page_url
from portal.checks.logs import hide_secrets, json_lines, readable
from portal.clock import clock
from statuspage.links import confirm_url, leave_url
from statuspage.models import Subscriber
from tests.make_alerts import SECRET, alert, make_integration, notification
from tests.make_people import make_user
from tests.make_post import MailSink, deliver_everything, make_message
from tests.make_record import NOON, make_incident

PASSWORD = "a-long-password-of-tom"
ADDRESS = "tom.secretive@northwind.example"
STRANGER = "ana.hidden@example.com"


@contextmanager
def logged(make: Callable[[], logging.Formatter] = json_lines) -> Iterator[io.StringIO]:
    """Everything any logger says, as production writes it."""
    written, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(written)
    handler.setFormatter(make())
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        root.setLevel(level)
        root.removeHandler(handler)


def lines(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def path_of(url: str) -> str:
    return urlsplit(url).path


def sign_in() -> list[str]:
    make_user("Tom", "Responder", email=ADDRESS, password=PASSWORD)
    client = Client()
    client.post("/account/login/", {"login": ADDRESS, "password": "wrong-" + PASSWORD})
    client.post("/account/login/?next=/portal/", {"login": ADDRESS, "password": PASSWORD})
    assert client.get("/portal/?q=what-tom-searched").status_code == 200
    return [PASSWORD, ADDRESS, client.cookies["session"].value, "what-tom-searched"]


def follow_signed_links() -> list[str]:
    sam = make_user("Sam", "Responder", email="sam.quiet@northwind.example")
    incident = make_incident()
    page = page_person(incident=incident, person=sam, reason="5xx", by=None, at=NOON)
    link = path_of(page_url(page))
    Client().get(link)
    Client().get(link.removesuffix("/"))
    Client().get(link + "nowhere/")
    subscriber = Subscriber.objects.create(address=STRANGER, created_at=NOON)
    confirm, leave = path_of(confirm_url(subscriber)), path_of(leave_url(subscriber.pk))
    assert Client().post(confirm).status_code == 200
    assert Client().post(leave).status_code == 200
    return [address.strip("/").split("/")[-1] for address in (link, confirm, leave)]


def send_alerts() -> list[str]:
    make_integration()
    raw = notification(alert())
    for secret, status in ((SECRET, 202), ("aci_wrong-secret", 401)):
        answer = Client().post(
            "/in/alertmanager/",
            raw,
            content_type="application/json",
            HTTP_AUTHORIZATION=f"Bearer {secret}",
        )
        assert answer.status_code == status
    return [SECRET, "aci_wrong-secret"]


def subscribe_while_mail_is_refused(settings: Settings) -> list[str]:
    with MailSink() as sink:
        settings.EMAIL_URL = "smtp://relay:relay-password@127.0.0.1:1"
        Client().post("/subscribe/ask/", {"email": STRANGER})
        clock.ring_due(at=timezone.now() + timedelta(seconds=5))
        deliver_everything()
        settings.EMAIL_URL = sink.url
        sink.answer = lambda address: f"421 {address} go away"
        make_message(STRANGER)
        deliver_everything()
    return [STRANGER, "relay-password"]


def test_no_log_line_tells_a_secret(settings: Settings) -> None:
    with logged() as written:
        secrets = sign_in() + follow_signed_links() + send_alerts()
        secrets += subscribe_while_mail_is_refused(settings)

    said = written.getvalue()
    assert [secret for secret in secrets if secret in said] == []
    assert "@northwind.example" not in said
    assert any(line.get("path") == "/portal/pages/[hidden]/" for line in lines(written))
    assert len(lines(written)) > 15


def test_a_request_is_one_line_with_its_facts() -> None:
    tom = make_user("Tom", "Responder")
    client = Client()
    client.force_login(tom)

    with logged() as written:
        answer = client.get("/portal/?q=secret", headers={"X-Request-ID": "from-the-proxy-1"})

    (line,) = [one for one in lines(written) if one["logger"] == "allclear.requests"]
    assert answer["X-Request-ID"] == line["request_id"] == "from-the-proxy-1"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/portal/", 200)
    assert line["user"] == tom.pk
    assert isinstance(line["ms"], float)


def test_an_id_that_could_forge_lines_is_replaced() -> None:
    answer = Client().get("/healthz", headers={"X-Request-ID": 'x"} {"event": "forged'})

    assert answer["X-Request-ID"].isalnum()


@pytest.mark.parametrize("make", [json_lines, readable])
def test_control_characters_cannot_forge_a_line_or_move_a_terminal(
    make: Callable[[], logging.Formatter],
) -> None:
    with logged(make) as written:
        logging.getLogger("allclear.test").warning(
            "title %s", "a\r\nforged \x1b[31m\u2028\u202e \x9b" + "long " * 300_000
        )

    said = written.getvalue()
    assert said.count("\n") == 1
    assert not any(character in said for character in "\r\x1b\u2028\u202e\x9b")
    assert len(said) < 5_000


def test_a_traceback_is_kept_without_what_must_not_be_told() -> None:
    with logged() as written:
        try:
            raise ValueError(f"cannot reach smtp://relay:hush-hush@mail/ for {ADDRESS}")
        except ValueError:
            logging.getLogger("allclear.test").exception("it failed")

    (line,) = lines(written)
    assert "ValueError: cannot reach smtp://[hidden]@mail/" in str(line["exception"])
    assert "hush-hush" not in written.getvalue()
    assert ADDRESS not in written.getvalue()


@pytest.mark.parametrize(
    "harmless",
    [
        "timer 12 (comms.promise_due) failed",
        "/portal/incidents/INC-42/timeline/",
        "the broker does not answer (Error 111 connecting to 127.0.0.1:6379); the sweep",
        "ready in 3 s: 10:15:20.123456",
    ],
)
def test_what_is_no_secret_stays_readable(harmless: str) -> None:
    assert hide_secrets(harmless) == harmless


def test_machines_ask_without_a_look_at_the_database(
    django_assert_num_queries: Callable[..., object],
) -> None:
    client = Client()
    client.force_login(make_user("Tom", "Responder"))

    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        client.get("/healthz")
