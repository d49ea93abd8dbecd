"""Leads add, bring in, take out and let go of those who are told."""

import re
from typing import Any

import pytest
from django.test import Client

from portal.people.models import AuditEntry
from portal.post.models import Message
from statuspage.models import Subscriber
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_subscriber

ROOM = "/portal/status-page/subscribers/"


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def state(address: str) -> str:
    return Subscriber.objects.get(address=address).state


def test_one_is_asked_to_confirm(lead: Client) -> None:
    lead.post(f"{ROOM}add/", {"channel": "email", "address": "Ana@Example.com", "consent": ""})

    assert state("ana@example.com") == "pending"
    assert Message.objects.get().kind == "statuspage.confirm"


def test_one_who_agreed_is_told_from_now_on_and_it_is_audited(lead: Client) -> None:
    typed = {"channel": "email", "address": "ana@example.com", "consent": "Contract of May"}
    lead.post(f"{ROOM}add/", typed)

    assert state("ana@example.com") == "active"
    assert AuditEntry.objects.get().after["consent"] == "Contract of May"
    assert not Message.objects.exists()


def test_an_endpoint_confirms_whatever_is_said(lead: Client) -> None:
    typed = {"channel": "webhook", "address": "https://example.com/hook", "consent": "They said"}
    lead.post(f"{ROOM}add/", typed)

    assert state("https://example.com/hook") == "pending"


@pytest.mark.parametrize(
    ("address", "says"),
    [("nobody", "not a complete e-mail address"), ("ana@example.com", "is subscribed already")],
)
def test_a_refusal_keeps_what_was_typed(lead: Client, address: str, says: str) -> None:
    make_subscriber("ana@example.com")

    answer = lead.post(f"{ROOM}add/", {"channel": "email", "address": address})

    assert answer.status_code == 422
    assert says in text_of(answer)
    assert f'value="{address}"' in answer.content.decode()


def test_a_list_with_a_bad_line_changes_nothing(lead: Client) -> None:
    make_component("Checkout")
    rows = (
        "address,channel,components\nana@example.com,email,Payments - Checkout\n"
        "nobody,email,\nben@example.com,pigeon,\nana@example.com,email,\nc@example.com,,Nothing\n"
    )

    answer = lead.post(f"{ROOM}import/", {"rows": rows, "confirmed": "1"})

    said = text_of(answer)
    assert answer.status_code == 422
    assert "Line 3: “nobody” is not a complete" in said
    assert "Line 4: “pigeon” is none of" in said
    assert "Line 5: ana@example.com is in the list twice." in said
    assert "Line 6: No component of the page is named “Nothing”." in said
    assert not Subscriber.objects.exists()


def test_a_list_is_tried_first_and_then_brought_in(lead: Client) -> None:
    component = make_component("Checkout")
    make_subscriber("old@example.com")
    rows = "address,components\nana@example.com,payments - checkout\nold@example.com,\n"

    tried = lead.post(f"{ROOM}import/", {"rows": rows})
    assert "2 addresses can be imported" in text_of(tried)
    assert Subscriber.objects.count() == 1

    lead.post(f"{ROOM}import/", {"rows": rows, "confirmed": "1"})
    ana = Subscriber.objects.get(address="ana@example.com")
    assert (ana.state, list(ana.components.all())) == ("pending", [component])
    assert Message.objects.count() == 1


def test_an_export_asks_for_the_password_is_audited_and_holds_no_formula() -> None:
    make_subscriber("=cmd()@example.com")
    make_subscriber("ana@example.com", state="pending", confirmed_at=None)
    client = Client()
    client.force_login(make_user("Kofi", "Communications lead", password="right horse battery"))

    first = client.post(f"{ROOM}export/", {"state": "active"})
    assert first["Location"].startswith("/account/reauthenticate/")
    assert not AuditEntry.objects.exists()
    answer = client.post(first["Location"], {"password": "right horse battery"})

    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2
    assert lines[1].startswith("'=cmd()@example.com,email")
    assert AuditEntry.objects.get().after == {"count": 1, "filter": {"state": "active"}}


def test_they_are_found_by_state_channel_and_address(lead: Client) -> None:
    make_subscriber("ana@example.com")
    make_subscriber("ben@example.org", state="gone", gone_at=NOON)

    assert [one.address for one in lead.get(f"{ROOM}?q=EXAMPLE.com").context["listing"]] == [
        "ana@example.com"
    ]
    assert len(lead.get(f"{ROOM}?state=gone").context["listing"]) == 1
    assert len(lead.get(f"{ROOM}?channel=slack").context["listing"]) == 0
    assert lead.get(f"{ROOM}?state=nonsense&q=%00&after=%00").status_code == 200


def test_one_is_unsubscribed_resumed_and_asked_again_once_a_day(lead: Client) -> None:
    ana = make_subscriber("ana@example.com")
    ben = make_subscriber(
        "ben@example.com", state="quarantined", quarantined_at=NOON, purge_at=NOON
    )
    cleo = make_subscriber("cleo@example.com", state="pending", confirmed_at=None)

    lead.post(f"{ROOM}{ana.pk}/unsubscription/")
    lead.post(f"{ROOM}{ben.pk}/resumption/")
    for _ in range(2):
        lead.post(f"{ROOM}{cleo.pk}/confirmation/")

    assert (state("ana@example.com"), state("ben@example.com")) == ("gone", "active")
    assert Message.objects.count() == 1
    assert lead.get(f"{ROOM}{cleo.pk}/").status_code == 200
