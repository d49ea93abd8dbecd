"""Support knows what to say, and what customers say comes back."""

import pytest
from django.test import Client
from django.utils import timezone

from incidents.comms.actions.brief_support import BriefedMeanwhile, brief_support
from incidents.comms.actions.report_from_support import report_from_support
from incidents.comms.models import SupportBrief
from incidents.comms.words import NothingToSend
from incidents.record.actions.record_impact import record_impact
from incidents.record.models import Impact, Incident, Role, Signal
from portal.people.models import User
from portal.post.models import Message
from tests.make_comms import (
    after,
    audience,
    give_role,
    make_promised,
    make_support_brief,
    make_update,
)
from tests.make_people import make_user
from tests.make_record import NOON, make_incident


@pytest.fixture(autouse=True)
def _a_quarter_past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: after(15))


def address(incident: Incident) -> str:
    return f"/portal/incidents/{incident.reference}/support/"


def test_the_audience_is_told_by_mail_when_it_changes() -> None:
    tier_one = make_user("Sam", "Responder")
    audience("support").members.set([tier_one])
    incident = make_incident()

    make_support_brief(incident)

    message = Message.objects.get(kind="comms.support_brief")
    assert message.subject == f"What to tell customers: Checkout fails ({incident.reference})"
    assert "Known workaround\nPay by bank transfer." in message.text
    assert "What not to say\nWhose fault it is." in message.text
    assert [one.person for one in message.deliveries.all()] == [tier_one]


def test_every_change_is_an_entry_and_a_version() -> None:
    incident = make_incident()

    make_support_brief(incident)
    make_support_brief(incident, workaround="Pay by wallet.")

    assert [one.number for one in SupportBrief.objects.of(incident)] == [2, 1]
    entries = incident.entries.filter(body__startswith="Support brief")
    assert [one.body for one in entries.order_by("seq")] == [
        "Support brief 1: talking points, known workaround, what not to say changed.",
        "Support brief 2: known workaround changed.",
    ]


def test_the_same_words_again_tell_nobody_twice() -> None:
    incident = make_incident()

    first = make_support_brief(incident)
    again = make_support_brief(incident)

    assert again == first
    assert Message.objects.filter(kind="comms.support_brief").count() == 1


def test_nobody_overwrites_a_colleague() -> None:
    incident = make_incident()
    make_support_brief(incident, by=make_user("Mei Chen", "Communications lead"))

    with pytest.raises(BriefedMeanwhile, match="Mei Chen changed the brief"):
        make_support_brief(incident, talking_points="Other words.", after=0)


def test_an_empty_brief_is_refused() -> None:
    with pytest.raises(NothingToSend):
        brief_support(
            incident=make_incident(), talking_points=" ", workaround="", not_to_say="",
            by=None, at=NOON,
        )  # fmt: skip


def test_of_a_private_incident_only_its_members_are_told() -> None:
    insider, outsider = make_user("In", "Responder"), make_user("Out", "Responder")
    audience("support").members.set([insider, outsider])
    incident = make_incident(private=True, members=[insider])

    make_support_brief(incident)

    message = Message.objects.get(kind="comms.support_brief")
    assert message.restricted
    assert [one.person for one in message.deliveries.all()] == [insider]


def test_tickets_become_a_signal_and_leave_the_rest_of_the_impact_known() -> None:
    incident = make_incident()
    record_impact(incident=incident, by=None, at=NOON, customers_affected=900, measured=True)

    report_from_support(incident=incident, says="down", tickets=41, by=None, at=after(5))

    impact = Impact.objects.newest_first()[0]
    assert (impact.support_tickets, impact.customers_affected, impact.measured) == (41, 900, True)
    signal = Signal.objects.get(incident=incident)
    assert (signal.source, signal.words, signal.says) == ("support", "41 tickets", "down")


def test_a_customers_words_are_a_signal_of_users() -> None:
    incident = make_incident()

    report_from_support(
        incident=incident, says="degraded", quote="My card is charged twice.", by=None, at=NOON
    )

    signal = Signal.objects.get(incident=incident)
    assert (signal.source, signal.words) == ("users", "“My card is charged twice.”")
    assert not Impact.objects.exists()


def test_the_same_count_again_is_no_new_impact() -> None:
    incident = make_incident()

    report_from_support(incident=incident, says="down", tickets=4, by=None, at=NOON)
    report_from_support(incident=incident, says="down", tickets=4, by=None, at=after(1))

    assert Impact.objects.count() == 1


def test_the_page_says_what_to_say_and_whom_to_ask(client: Client) -> None:
    incident = make_promised(level=1)
    give_role(incident, Role.SUPPORT_LIAISON, make_user("Elena Rossi", "Manager"))
    make_update(incident, "customers", status="Half of payments fail.", at=after(1))
    make_support_brief(incident)
    client.force_login(make_user("Sam", "Responder"))

    page = client.get(address(incident)).content.decode()

    for said in (
        "We know of it.", "Pay by bank transfer.", "Whose fault it is.",
        "Half of payments fail.", "Ask Elena Rossi, not the responders.", "12:31 UTC",
    ):  # fmt: skip
        assert said in page
    assert "Save brief" not in page
    assert "Tell the room" in page


def writes(client: Client) -> User:
    lead = make_user("Mei Chen", "Communications lead")
    client.force_login(lead)
    return lead


def test_the_lead_writes_it_on_the_page(client: Client) -> None:
    incident, lead = make_incident(), writes(client)

    answer = client.post(address(incident), {"talking_points": "We know.", "after": "0"})

    assert answer.status_code == 302
    assert SupportBrief.objects.get().by == lead


def test_who_was_slower_keeps_the_text(client: Client) -> None:
    incident = make_incident()
    writes(client)
    make_support_brief(incident)

    answer = client.post(address(incident), {"talking_points": "My own words", "after": "0"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "My own words" in page
    assert "We know of it." in page


def test_tier_one_tells_the_room(client: Client) -> None:
    incident = make_incident()
    client.force_login(make_user("Sam", "Responder"))

    told = client.post(address(incident) + "reports/", {"tickets": "12", "says": "down"})
    refused = client.post(address(incident) + "reports/", {"quote": "", "says": "down"})

    assert told.status_code == 302
    assert refused.status_code == 422
    assert "Give the number of tickets" in refused.content.decode()
    assert Signal.objects.count() == 1
