"""The real clients of other systems agree with what we send: the same encoding, the same
tickets, the same cards."""

import json
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from apprise import Apprise
from jira import JIRA
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from incidents.command.actions.close_incident import close_incident
from incidents.command.errands import run_errands
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.assign_role import assign_role
from tests.make_adapters import HOST, Systems, make_adapter, systems
from tests.make_command import declare, resolve
from tests.make_people import make_user
from tests.make_record import NOON

HOUR = timedelta(hours=1)
TOKEN = "xoxb-1-2-abc"


def to_this_machine(host: str, port: Any, *_: Any, **__: Any) -> list[Any]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", int(port)))]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Systems]:
    monkeypatch.setattr("socket.getaddrinfo", to_this_machine)
    with systems(tmp_path, monkeypatch) as kept:
        yield kept


def trusting(world: Systems) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=world.certificate)


def slack_of(world: Systems) -> WebClient:
    """Slack's own client, at our Slack."""
    return WebClient(token=TOKEN, base_url=world.url("/slack/"), ssl=trusting(world))


def last_request(world: Systems) -> dict[str, Any]:
    """How the newest request was encoded: its verb, its path, where its arguments stood."""
    kind = world.headers[-1].get("content-type", "").partition(";")[0]
    body = world.bodies[-1]
    if kind == "application/json":
        told = sorted(json.loads(body))
    else:
        told = sorted({**parse_qs(body.decode()), **world.queries[-1]})
    method, path = world.asked[-1]
    where = "json" if kind == "application/json" else "query" if world.queries[-1] else "form"
    return {
        "method": method,
        "path": path,
        "where": where,
        "told": told,
        "token": world.headers[-1]["authorization"],
    }


def everything_asked(world: Systems) -> dict[str, dict[str, Any]]:
    """Each method of Slack that we used, as we encoded it."""
    found = {}
    for place in range(len(world.asked)):
        cut = Systems(
            asked=world.asked[: place + 1],
            headers=world.headers[: place + 1],
            queries=world.queries[: place + 1],
            bodies=world.bodies[: place + 1],
        )
        asked = last_request(cut)
        found[asked["path"].rpartition("/")[2]] = asked
    return found


def live_through(world: Systems) -> None:
    priya = make_user("Priya", "Responder")
    world.chat.people = {priya.email: "U7"}
    make_adapter("slack", world.url("/slack"), secret=TOKEN, last_level=3)
    world.chat.do_conversations_create({"name": "general"})
    incident = declare(level=3)
    world.chat.do_conversations_create({"name": incident.channel_name})
    world.troubles = [(503, {})]
    run_errands(at=NOON)
    run_errands(at=NOON + timedelta(minutes=1))
    add_entry(incident=incident, kind="decision", body="Wait.", by=None, at=NOON)
    assign_role(incident=incident, role="commander", person=priya, by=None, at=NOON)
    resolve(incident)
    close_incident(incident=incident, reason="Stable.", by=None, at=NOON + 2 * HOUR)
    run_errands(at=NOON + 2 * HOUR)


def test_we_ask_slack_as_its_own_client_does(world: Systems) -> None:
    live_through(world)
    ours = everything_asked(world)
    channel, stamp = "C1", world.chat.messages["C1"][0]["ts"]
    theirs = slack_of(world)

    calls: dict[str, Callable[[], object]] = {
        "conversations.create": lambda: theirs.conversations_create(name="x", is_private=False),
        "conversations.list": lambda: theirs.conversations_list(
            types="public_channel", limit=60, cursor="0", exclude_archived=False
        ),
        "conversations.history": lambda: theirs.conversations_history(
            channel=channel, include_all_metadata=True, limit=60, oldest="1.0"
        ),
        "pins.add": lambda: theirs.pins_add(channel="C2", timestamp=stamp),
        "conversations.invite": lambda: theirs.conversations_invite(channel="C2", users="U9"),
        "conversations.setTopic": lambda: theirs.conversations_setTopic(channel="C2", topic="x"),
        "users.lookupByEmail": lambda: theirs.users_lookupByEmail(
            email=next(iter(world.chat.people))
        ),
        "chat.update": lambda: theirs.chat_update(channel=channel, ts=stamp, text="x", blocks=[]),
        "chat.postMessage": lambda: theirs.chat_postMessage(
            channel="C2",
            text="x",
            blocks=[],
            unfurl_links=False,
            metadata={"event_type": "a", "event_payload": {}},
        ),
        "conversations.archive": lambda: theirs.conversations_archive(channel="C2"),
    }
    for method, call in calls.items():
        call()
        assert ours[method] == last_request(world), method
    assert set(ours) == set(calls)


def test_slacks_client_reads_what_we_posted(world: Systems) -> None:
    live_through(world)

    found = slack_of(world).conversations_history(channel="C1", include_all_metadata=True)

    messages = found["messages"]
    assert "Wait." in " ".join(one["text"] for one in messages)
    assert all(one["metadata"]["event_type"] == "allclear" for one in messages)
    assert all(one["blocks"][0]["type"] == "section" for one in messages)


def test_the_announcement_is_what_slacks_webhook_client_sends(world: Systems) -> None:
    make_adapter("slack_hook", world.url("/services/T0/B0/x"))
    declare("Cards fail")
    run_errands(at=NOON)
    ours = world.chat.announced[0]

    WebhookClient(world.url("/services/T0/B0/x"), ssl=trusting(world)).send(
        text=ours["text"], blocks=ours["blocks"]
    )

    assert world.chat.announced[1] == ours
    assert [one.partition(";")[0] for one in (
        world.headers[0]["content-type"], world.headers[1]["content-type"],
    )] == ["application/json"] * 2  # fmt: skip


def test_jiras_client_reads_the_ticket_its_comments_and_its_end(world: Systems) -> None:
    make_adapter("jira", world.url())
    incident = declare("Cards fail")
    resolve(incident)
    run_errands(at=NOON + HOUR)

    client = JIRA(
        server=world.url(),
        basic_auth=("bot@example.com", "s3cret"),
        options={"verify": world.certificate},
        get_server_info=False,
    )
    issue = client.issue("OPS-1")

    assert issue.fields.summary == "SEV1 Cards fail"
    assert issue.fields.labels == [f"allclear-{incident.reference.lower()}"]
    assert issue.fields.status.name == "Closed"
    assert incident.reference in client.comments("OPS-1")[0].body


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_card_has_the_shape_that_apprise_posts(
    world: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_adapter("teams", world.url("/flow"))
    declare("Cards fail")
    run_errands(at=NOON)
    ours = json.loads(world.bodies[0])

    monkeypatch.setenv("REQUESTS_CA_BUNDLE", world.certificate)
    notifier = Apprise()
    assert notifier.add(f"workflows://{HOST}:{world.port}/{'a' * 32}/{'b' * 43}")
    assert notifier.notify(title="Cards fail", body="Declared.")

    theirs = json.loads(world.bodies[-1])
    assert ours["type"] == theirs["type"] == "message"
    card, other = (one["attachments"][0] for one in (ours, theirs))
    assert card["contentType"] == other["contentType"]
    assert set(card) <= {*other, "contentUrl"}
    assert {"$schema", "type", "version", "body"} <= set(card["content"]) & set(other["content"])
    ours_of, theirs_of = (
        {one["type"] for one in each["content"]["body"]} for each in (card, other)
    )
    assert theirs_of - {"Image"} <= ours_of
