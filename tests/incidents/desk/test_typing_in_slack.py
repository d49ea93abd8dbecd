"""/incident in Slack: signed, heard once, done by the same rules, seen by who typed alone."""

import json
import re
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import Settings
from slack_sdk.signature import SignatureVerifier

from incidents.desk.actions.link_slack import link_slack
from incidents.desk.models import HeardCommand, SlackAccount
from incidents.desk.slack.signature import is_from_slack
from incidents.oncall.actions.page_person import page_person
from incidents.record.models import Entry, Incident
from portal.clock import clock
from portal.clock.models import Timer
from portal.people.groups import AUDITOR, INCIDENT_COMMANDER, RESPONDER
from portal.people.models import User
from tests.make_command import declare
from tests.make_people import make_user
from tests.make_record import NOON
from tests.security.roles import PASSWORD

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
ADDRESS = "/in/slack/"


@pytest.fixture(autouse=True)
def _secret(settings: Settings) -> None:
    settings.SLACK_SIGNING_SECRET = SECRET


@pytest.fixture
def tom() -> User:
    person = make_user("Tom Okafor", RESPONDER, password=PASSWORD)
    link_slack(team_id="T1", user_id="U1", by=person, at=NOON)
    return person


def post(text: str, *, trigger: str = "", sign: str = SECRET, late: int = 0, **more: str) -> Any:
    """As Slack's own library signs it."""
    form = {
        "command": "/incident", "text": text, "team_id": "T1", "team_domain": "northwind",
        "user_id": "U1", "user_name": "tom", "channel_id": "C1", "channel_name": "ops",
        "trigger_id": trigger or f"{time.monotonic_ns()}.1", **more,
    }  # fmt: skip
    body, stamp = urlencode(form), str(int(time.time()) - late)
    signature = SignatureVerifier(sign).generate_signature(timestamp=stamp, body=body)
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": str(signature)}
    kind = "application/x-www-form-urlencoded"
    return Client(enforce_csrf_checks=True).post(ADDRESS, body, content_type=kind, headers=headers)


def say(text: str, **more: Any) -> str:
    answer = post(text, **more)
    assert answer.status_code == 200, answer.content
    said = json.loads(answer.content)
    assert said["response_type"] == "ephemeral"
    return str(said["text"])


def test_slacks_own_example_is_signed_as_it_says() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id="
        b"G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-"
        b"collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F39770"
        b"0885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c"
        b"447fce8b6703c"
    )
    signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    at = datetime.fromtimestamp(1531420618, tz=UTC)

    def holds(body: bytes, signature: str) -> bool:
        return is_from_slack(
            body, timestamp="1531420618", signature=signature, secret=SECRET, at=at
        )

    assert holds(body, signature)
    assert not holds(body + b" ", signature)
    assert not holds(body, signature.replace("a2", "a3"))
    assert not holds(body, "")


@pytest.mark.parametrize("change", [{"sign": "other"}, {"late": 301}, {"late": -302}])
def test_who_is_not_slack_is_not_heard(tom: User, change: dict[str, Any]) -> None:
    assert post("list", **change).status_code == 401
    assert not HeardCommand.objects.exists()


@pytest.mark.parametrize("late", [290, -290])
def test_a_signature_is_good_for_five_minutes(tom: User, late: int) -> None:
    assert post("list", late=late).status_code == 200


def test_without_a_secret_it_says_what_is_missing(settings: Settings) -> None:
    settings.SLACK_SIGNING_SECRET = ""

    answer = post("list")

    assert answer.status_code == 503
    assert b"SLACK_SIGNING_SECRET" in answer.content


def test_slack_may_look_at_the_certificate(client: Client) -> None:
    told = urlencode({"ssl_check": "1", "token": "gone"})

    answer = client.post(ADDRESS, told, content_type="application/x-www-form-urlencoded")

    assert (answer.status_code, answer.content) == (200, b"")


def test_what_is_no_command_is_refused(tom: User) -> None:
    assert post("list", user_id="").status_code == 400
    assert post("list", trigger="x" * 161).status_code == 400
    assert post("list", team_id="T1'; --").status_code == 400


def test_heard_twice_it_is_done_once(tom: User) -> None:
    first = say("declare SEV2 Refunds fail", trigger="1.2")

    assert say("declare SEV2 Refunds fail", trigger="1.2") == first
    assert Incident.objects.count() == 1
    timer = Timer.objects.live().get(kind=HeardCommand.FORGET)
    clock.ring_due(at=timer.due_at)
    assert not HeardCommand.objects.exists()


def test_whom_it_does_not_know_it_tells_how_to_link() -> None:
    person = make_user("Ana Ruiz", RESPONDER, password=PASSWORD)
    link = re.search(r"/portal/slack/\S+/", say("list", user_id="U7", user_name="ana"))
    assert link
    client = Client()
    client.force_login(person)

    asked = client.get(link[0])
    assert b"@ana" in asked.content
    assert not SlackAccount.objects.exists()
    again = client.post(link[0])["Location"]
    assert again.startswith("/account/reauthenticate/")
    client.post(again, {"password": PASSWORD})

    assert SlackAccount.objects.get().person == person
    assert say("list", user_id="U7") == "Nothing is open."


def test_a_wrong_link_links_nobody(tom: User) -> None:
    client = Client()
    client.force_login(tom)

    assert client.get("/portal/slack/odd/").status_code == 410


def test_who_left_is_nobody(tom: User) -> None:
    User.objects.filter(pk=tom.pk).update(is_active=False)

    assert "I do not know yet who you are" in say("list")


def test_an_incident_by_chat(tom: User) -> None:
    said = say("declare SEV2 Refunds fail & <lag>")
    incident = Incident.objects.get()

    assert incident.reference in said
    assert "Refunds fail &amp; &lt;lag&gt;" in said
    assert (incident.level, incident.source, incident.declared_by) == (2, "slack", tom)
    assert incident.reference in say("list")
    assert "Note added." in say(f"note {incident.reference} Queue is long.")
    assert "Decision added." in say("decision Pause refunds.")
    assert "Tom Okafor is scribe." in say("assign scribe me")
    assert "Commander: nobody yet" in say("status")
    assert f"/portal/incidents/{incident.reference}/updates/" not in say("update It is late.")
    kinds = set(Entry.objects.filter(by=tom).values_list("kind", flat=True))
    assert {"note", "decision", "role"} <= kinds


def test_the_rules_of_the_web_hold(tom: User) -> None:
    incident = declare(level=2, by=tom)

    assert "You may not /incident sev here" in say("sev 1 It is worse.")
    tom.groups.set([])
    assert "You may not do that" in say("list")
    priya = make_user("Priya Shah", INCIDENT_COMMANDER)
    link_slack(team_id="T1", user_id="U2", by=priya, at=NOON)
    assert f"{incident.reference} is SEV1 now." in say("sev 1 It is worse.", user_id="U2")
    kofi = make_user("Kofi Mensah", AUDITOR)
    link_slack(team_id="T1", user_id="U3", by=kofi, at=NOON)
    assert "You may not" in say("declare SEV1 Odd", user_id="U3")
    assert incident.reference in say("list", user_id="U3")


def test_a_page_is_acknowledged(tom: User) -> None:
    incident = declare(level=2, by=None)
    page = page_person(incident=incident, person=tom, reason="Knows it", by=None, at=NOON)

    assert "Acknowledged." in say("ack")
    page.refresh_from_db()
    assert (page.state, page.via) == ("acknowledged", "slack")
    assert say("ack") == "No page waits for your answer."


def test_which_incident_is_meant(tom: User) -> None:
    one, two = declare("Refunds fail", by=tom), declare("Payouts late", level=2, by=tom)
    Incident.objects.filter(pk=two.pk).update(channel_name="sev2-payouts")

    assert "Which one?" in say("note Odd.")
    assert say("note Odd.", channel_name="sev2-payouts").startswith(two.reference)
    assert say(f"note {one.reference.lower()} Odd.").startswith(one.reference)
    assert "There is no INC-999999" in say("note INC-999999 Odd.")


def test_what_is_private_is_never_named_in_a_channel(tom: User) -> None:
    secret = declare("Leaked keys", level=2, by=tom, private=True)
    ana = make_user("Ana Ruiz", RESPONDER)
    link_slack(team_id="T1", user_id="U2", by=ana, at=NOON)

    for text in ("list", "status", "note Odd.", "ack"):
        assert "Leaked" not in say(text)
        assert secret.reference not in say(text)
    assert "direct message" in say(f"status {secret.reference}")
    assert "Leaked keys" in say(f"status {secret.reference}", channel_name="directmessage")
    hidden = say(f"status {secret.reference}", user_id="U2", channel_name="directmessage")
    absent = say("status INC-999999", user_id="U2", channel_name="directmessage")
    assert hidden.replace(secret.reference, "") == absent.replace("INC-999999", "")


@pytest.mark.parametrize("text", ["", "help", "HELP"])
def test_help_says_what_there_is(tom: User, text: str) -> None:
    assert "*declare*" in say(text)


@pytest.mark.parametrize(
    "text", ["\0", "declare", "odd", "status odd", "x" * 5000, "sev", "assign"]
)
def test_whatever_is_typed_is_answered(tom: User, text: str) -> None:
    declare(by=tom)

    assert say(text)


def test_it_answers_at_once(tom: User) -> None:
    """The quickest of a few, so that a busy machine is not blamed on the code."""
    declare(by=tom)
    took = []
    for number in range(5):
        began = time.perf_counter()
        say(f"note The queue is {number} long.")
        took.append(time.perf_counter() - began)

    assert min(took) < 0.25
