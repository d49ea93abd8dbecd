"""The composer shows what a chat that follows the incident will show."""

import re
from typing import Any

import pytest
from django.test import Client

from incidents.command.models import Errand, Verb
from incidents.record.models import Entry, Incident
from tests.incidents.comms.test_the_updates_tab import (
    WORDS,
    _one_factor,  # noqa: F401
    address,
    make_open,
    signed_in,
    typed,
)
from tests.make_adapters import make_adapter


def follow(incident: Incident, **facts: Any) -> None:
    at = incident.declared_at
    adapter = make_adapter("slack", "https://systems.example.com/slack", **facts)
    Errand.objects.create(
        adapter=adapter, incident=incident, verb=Verb.OPEN, made_at=at, not_before=at
    )


def shown(client: Client, page: str, **facts: str) -> str:
    text = client.post(page, typed(**facts), headers={"HX-Request": "true"}).content.decode()
    return re.sub(r"\s+", " ", text)


def test_it_is_the_line_that_is_posted() -> None:
    incident = make_open()
    follow(incident, name="Our Slack")
    client, mei = signed_in()

    text = shown(client, address(incident, "preview/"))
    client.post(address(incident), typed())

    line = Entry.objects.filter(incident=incident, data__has_key="number").latest("pk").body
    assert line in text
    assert f"<b>Update sent</b> · {mei} ·" in text
    assert "Our Slack" in text
    assert WORDS["status"] in line


def test_it_stays_open_while_one_writes() -> None:
    incident = make_open()
    follow(incident)
    client, _ = signed_in()

    text = shown(client, address(incident, "preview/"), shown="-chat")

    assert text.count(' name="shown"') == 3
    assert re.findall(r'name="shown"[^>]*value="([^"]+)" checked', text) == ["-chat"]


@pytest.mark.parametrize("case", ["no chat", "turned off", "private"])
def test_nothing_is_shown_where_no_chat_hears_of_it(case: str) -> None:
    incident = make_open(private=case == "private")
    if case != "no chat":
        follow(incident, active=case != "turned off")
    client, _ = signed_in("Manager" if case == "private" else "Communications lead")

    text = shown(client, address(incident, "preview/"))

    assert "-chat" not in text
