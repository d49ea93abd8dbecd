"""A button in Slack, a key in a call: only who was paged answers, once, by the same rules."""

import json
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django import Settings
from slack_sdk.signature import SignatureVerifier
from twilio.request_validator import RequestValidator

from incidents.desk.actions.link_slack import link_slack
from incidents.desk.slack import buttons
from incidents.oncall.actions.page_person import page_person
from incidents.oncall.models import Page
from incidents.record.models import Incident
from portal.people.groups import RESPONDER
from portal.people.models import User
from portal.post.answering import answer_token
from portal.post.models import Delivery
from tests.make_command import declare
from tests.make_people import make_user
from tests.make_post import post_to
from tests.make_record import NOON
from tests.make_ways import NUMBER, TOKEN, by, make_provider

pytestmark = pytest.mark.django_db
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
REPLY = "https://hooks.slack.com/actions/T1/123/abc"


@pytest.fixture(autouse=True)
def _secret(settings: Settings) -> None:
    settings.SLACK_SIGNING_SECRET = SECRET


@pytest.fixture
def tom() -> User:
    person = make_user("Tom Okafor", RESPONDER)
    link_slack(team_id="T1", user_id="U1", by=person, at=NOON)
    return person


@pytest.fixture
def page(tom: User) -> Page:
    Page.objects.all().delete()
    made = page_person(incident=declare(), person=tom, reason="Look", by=None, at=NOON)
    Delivery.objects.all().delete()
    return made


def payload(page: Page, word: str = "acknowledge", **more: Any) -> dict[str, Any]:
    """https://docs.slack.dev/reference/interaction-payloads/block_actions-payload"""
    value = f"oncall.page:{page.pk}"
    button = {"type": "button", "action_id": word, "value": value, "block_id": "answer"}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "*Page*\nHalf fail"}}
    return {
        "type": "block_actions",
        "user": {"id": "U1", "username": "tom", "name": "tom", "team_id": "T1"},
        "api_app_id": "A1", "token": "x", "trigger_id": f"{time.monotonic_ns()}.2",
        "container": {"type": "message", "message_ts": "1.2", "channel_id": "D1"},
        "team": {"id": "T1", "domain": "northwind"}, "enterprise": None,
        "channel": {"id": "D1", "name": "directmessage"},
        "message": {"type": "message", "text": "Half fail",
                    "blocks": [section, {"type": "actions", "elements": [button]}]},
        "response_url": REPLY,
        "actions": [{**button, "action_ts": "1.3", "text": {"type": "plain_text", "text": "A"}}],
        **more,
    }  # fmt: skip


def press(said: Any, *, sign: str = SECRET, late: int = 0) -> Any:
    """As Slack's own library signs it."""
    body = urlencode({"payload": said if isinstance(said, str) else json.dumps(said)})
    stamp = str(int(time.time()) - late)
    signature = SignatureVerifier(sign).generate_signature(timestamp=stamp, body=body)
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": str(signature)}
    kind = "application/x-www-form-urlencoded"
    return Client(enforce_csrf_checks=True).post(
        "/in/slack/", body, content_type=kind, headers=headers
    )


def state(page: Page) -> str:
    return Page.objects.get(pk=page.pk).state


def replies() -> list[dict[str, Any]]:
    found = Delivery.objects.filter(message__kind="desk.slack_reply").order_by("pk")
    return [json.loads(one.message.text) for one in found.select_related("message")]


@pytest.mark.parametrize(
    ("word", "known"), [("acknowledge", "acknowledged"), ("decline", "declined")]
)
def test_a_button_answers_the_page(page: Page, word: str, known: str) -> None:
    answer = press(payload(page, word))

    assert (answer.status_code, answer.content) == (200, b"")
    assert state(page) == known
    assert Page.objects.get(pk=page.pk).via == "slack"


def test_the_buttons_give_way_to_what_was_answered(page: Page) -> None:
    press(payload(page))

    (said,) = replies()
    assert said["replace_original"] is True
    assert [one["type"] for one in said["blocks"]] == ["section", "context"]
    assert "You are coming" in said["blocks"][1]["elements"][0]["text"]
    delivery = Delivery.objects.get()
    assert (delivery.channel, delivery.address, delivery.lane) == ("slack", REPLY, "urgent")


def test_pressed_twice_it_counts_once(page: Page) -> None:
    said = payload(page)

    assert [press(said).status_code for _ in range(3)] == [200] * 3

    assert len(replies()) == 1
    assert page.incident.entries.filter(body__contains="acknowledged").count() == 1


def test_a_settled_page_is_said_to_be_so(page: Page) -> None:
    press(payload(page))

    press(payload(page, "decline"))

    assert state(page) == "acknowledged"
    assert "settled" in replies()[1]["text"]
    assert replies()[1]["replace_original"] is False


def test_somebody_else_is_told_that_it_is_not_theirs(page: Page) -> None:
    link_slack(team_id="T1", user_id="U2", by=make_user("Mei Tan", RESPONDER), at=NOON)

    press(payload(page, user={"id": "U2", "username": "mei"}))

    assert state(page) == "sent"
    assert "not yours" in replies()[0]["text"]


def test_who_is_not_linked_is_shown_how(page: Page) -> None:
    press(payload(page, user={"id": "U9", "username": "mallory"}))

    assert state(page) == "sent"
    assert "I do not know yet who you are" in replies()[0]["text"]


def test_a_link_that_was_opened_changes_nothing(page: Page) -> None:
    opened = {"type": "button", "action_id": "open", "url": "https://allclear.example/"}

    assert press(payload(page, actions=[opened])).status_code == 200
    assert press(payload(page, type="view_closed")).status_code == 200

    assert state(page) == "sent"
    assert replies() == []


@pytest.mark.parametrize(("sign", "late"), [("wrong" * 8, 0), (SECRET, 301), (SECRET, -301)])
def test_a_wrong_or_old_signature_is_turned_away(page: Page, sign: str, late: int) -> None:
    assert press(payload(page), sign=sign, late=late).status_code == 401
    assert state(page) == "sent"


def test_words_go_nowhere_but_to_slack(page: Page) -> None:
    press(payload(page, response_url="https://evil.example/x"))

    assert state(page) == "acknowledged"
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "said",
    ["", "null", "[]", "{", '"x"', '{"type": "block_actions"}', "[" * 3000,
     '{"type": "block_actions", "user": {"id": 3}, "team": {"id": "T1"}, "trigger_id": "1"}',
     '{"type": "block_actions", "user": {"id": "U1"}, "team": null, "actions": []}'],
)  # fmt: skip
def test_what_is_no_interaction_is_refused(said: str) -> None:
    assert press(said).status_code == 400


@pytest.mark.parametrize(
    "value", ["oncall.page:x", "oncall.page:", "oncall.page:-1", "x", "record.incident:1",
              "oncall.page:99999999999999999999", "oncall.page:\u0663"]
)  # fmt: skip
def test_a_value_of_no_page_answers_none(page: Page, value: str) -> None:
    action = {"action_id": "acknowledge", "value": value}

    assert press(payload(page, actions=[action])).status_code == 200
    assert state(page) == "sent"


@pytest.fixture
def called(page: Page) -> str:
    """Where the call of this page takes keys."""
    make_provider("voice")
    words = {"short": "Half fail", "lane": "urgent", "answers": ("acknowledge", "decline")}
    post_to(by("voice", NUMBER, person=page.person), about=page, **words)
    return f"/in/voice/{answer_token(Delivery.objects.get().pk)}/"


def key(where: str, digits: str, *, secret: str = TOKEN, site: str = "") -> Any:
    """As Twilio's own library signs it."""
    form = {"CallSid": "CA1", "To": NUMBER, "Digits": digits, "msg": "Finished on key"}
    signature = RequestValidator(secret).compute_signature(f"{site}{where}", form)
    kind = "application/x-www-form-urlencoded"
    return Client(enforce_csrf_checks=True).post(
        where, urlencode(form), content_type=kind, headers={"X-Twilio-Signature": signature}
    )


@pytest.mark.parametrize(("digits", "known"), [("1", "acknowledged"), ("2", "declined")])
def test_a_key_answers_the_page(
    page: Page, called: str, settings: Settings, digits: str, known: str
) -> None:
    answer = key(called, digits, site=settings.SITE_URL)

    assert answer["Content-Type"] == "text/xml"
    assert ElementTree.fromstring(answer.content).findtext("Say")
    assert state(page) == known
    assert Page.objects.get(pk=page.pk).via == "call"


@pytest.mark.parametrize("digits", ["", "3", "11", "x", "*", "\u0661"])
def test_another_key_answers_nothing(
    page: Page, called: str, settings: Settings, digits: str
) -> None:
    answer = key(called, digits, site=settings.SITE_URL)

    assert "means nothing" in (ElementTree.fromstring(answer.content).findtext("Say") or "")
    assert state(page) == "sent"


def test_a_key_that_the_provider_did_not_sign_is_turned_away(
    page: Page, called: str, settings: Settings
) -> None:
    assert key(called, "1", secret="other", site=settings.SITE_URL).status_code == 403
    assert key(called, "1", site="https://evil.example").status_code == 403
    assert Client().post(called, {"Digits": "1"}).status_code == 403
    assert state(page) == "sent"


def test_a_call_of_another_delivery_is_not_known(page: Page, settings: Settings) -> None:
    make_provider("voice")
    for token in ("x", answer_token(10**9), "a:b:c"):
        assert key(f"/in/voice/{token}/", "1", site=settings.SITE_URL).status_code == 404


def test_the_time_of_an_answer_is_shown_with_its_zone() -> None:
    click = buttons.click_of(json.dumps(payload(Page(pk=1))))
    assert click is not None

    said = buttons._in_place(click, "You are coming.", at=datetime(2026, 11, 21, 14, 2, tzinfo=UTC))

    assert said["text"] == "You are coming. 14:02 UTC"


def test_an_incident_is_not_declared_by_a_button(page: Page) -> None:
    press(payload(page, actions=[{"action_id": "declare", "value": f"oncall.page:{page.pk}"}]))

    assert Incident.objects.count() == 1
    assert state(page) == "sent"
