"""Channel, bridge and ticket come by themselves, and nothing waits for them."""

import json
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from email.utils import formatdate
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from incidents.command.actions.furnish_war_room import furnish_war_room
from incidents.command.errands import LEASE, run_errands
from incidents.command.models import Adapter, Errand
from incidents.record.models import Incident, PinnedLink
from portal import failpoints
from portal.post.channels import outside
from portal.post.channels.webhook import signature
from portal.sealing import seal
from tests.make_adapters import Systems, make_adapter, systems
from tests.make_command import declare
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON, make_service

SECOND = timedelta(seconds=1)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Systems]:
    with systems(tmp_path, monkeypatch) as kept:
        yield kept


def enter_the_admin(client: Client) -> None:
    person = make_user("Elena", "Manager")
    give_second_factor(person)
    type(person).objects.filter(pk=person.pk).update(is_staff=True)
    client.force_login(person)


def newest(incident: Incident) -> str:
    return incident.entries.newest_first()[0].body


def test_the_channel_is_named_by_the_policys_pattern() -> None:
    incident = declare(services=[make_service("Checkout & Wallet")])

    assert incident.channel_name == "sev1-checkout-wallet-20261119-1200"


def test_two_of_one_minute_have_two_channels_of_at_most_80_characters() -> None:
    services = [make_service("X" * 80)]
    names = [declare(services=services).channel_name for _ in range(3)]

    assert len(set(names)) == 3
    assert all(len(name) <= 80 and re.fullmatch(r"[a-z0-9-]+", name) for name in names)
    assert names[1].endswith("-2")


def test_a_private_incident_has_a_neutral_name() -> None:
    incident = declare(
        "Salaries leaked", private=True, by=make_user(), services=[make_service("Payroll")]
    )

    assert re.fullmatch(r"inc-\d+-20261119-1200", incident.channel_name)


def test_without_adapters_an_incident_runs_as_ever() -> None:
    declare()

    assert run_errands(at=NOON) == 0


def test_the_bridge_is_there_at_once() -> None:
    make_adapter("bridge", "https://meet.example.com/{channel}")

    incident = declare(services=[make_service("Checkout")])

    assert incident.bridge_url == "https://meet.example.com/sev1-checkout-20261119-1200"


def test_slack_opens_invites_says_and_sets_the_topic(world: Systems) -> None:
    make_adapter("slack", world.url("/slack"), invite="U1, U2")
    incident = declare("Cards <fail> & burn")

    run_errands(at=NOON)

    incident.refresh_from_db()
    assert incident.channel_url == "https://slack.com/app_redirect?channel=C0"
    assert world.chat.invited == ["U1,U2"]
    assert "Cards &lt;fail&gt; &amp; burn" in world.chat.said[0]
    assert incident.reference in world.chat.channels[0]["topic"]["value"]
    assert world.headers[0]["content-type"] == "application/x-www-form-urlencoded"
    assert "is open: https://slack.com" in newest(incident)


def test_a_channel_that_is_there_is_taken(world: Systems) -> None:
    make_adapter("slack", world.url("/slack"))
    incident = declare()
    for name in ("other", incident.channel_name):
        world.chat.do_conversations_create({"name": name})

    run_errands(at=NOON)

    incident.refresh_from_db()
    assert len(world.chat.channels) == 2
    assert incident.channel_url.endswith("channel=C1")


def test_jira_makes_a_ticket_and_its_link(world: Systems) -> None:
    make_adapter("jira", world.url())
    incident = declare()

    run_errands(at=NOON)

    incident.refresh_from_db()
    assert (incident.ticket_ref, incident.ticket_url) == ("OPS-1", world.url("/browse/OPS-1"))
    assert world.jira.issues[0]["fields"]["labels"] == [f"allclear-{incident.reference.lower()}"]


def test_servicenow_is_told_weight_and_our_reference(world: Systems) -> None:
    make_adapter("servicenow", world.url())
    incident = declare()

    run_errands(at=NOON)

    incident.refresh_from_db()
    assert incident.ticket_ref == "INC0"
    assert world.servicenow.rows[0]["urgency"] == "1"
    assert "priority" not in world.servicenow.rows[0]


def test_teams_gets_a_card(world: Systems) -> None:
    make_adapter("teams", world.url("/flow"))
    declare()

    assert run_errands(at=NOON) == 1

    card = json.loads(world.bodies[0])["attachments"][0]
    assert card["contentType"] == "application/vnd.microsoft.card.adaptive"


def test_a_webhook_is_signed_by_the_standard(world: Systems) -> None:
    make_adapter("webhook", world.url("/hook"), secret="whsec_c2VjcmV0")
    declare()

    run_errands(at=NOON)

    sent = world.headers[0]
    wanted = signature(
        b"secret", sent["webhook-id"], int(sent["webhook-timestamp"]), world.bodies[0]
    )
    assert sent["webhook-signature"] == wanted


@pytest.mark.parametrize("kind", ["jira", "servicenow", "slack"])
def test_a_worker_killed_before_it_recorded_makes_no_second_one(
    kind: str, world: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_adapter(kind, world.url("/slack" if kind == "slack" else ""))
    incident = declare()
    armed = failpoints.parse("command.errand_answered=raise")
    monkeypatch.setattr(failpoints, "_armed", armed)

    with pytest.raises(failpoints.Failpoint):
        run_errands(at=NOON)
    assert run_errands(at=NOON + LEASE - SECOND) == 0
    assert run_errands(at=NOON + LEASE) == 1

    made = {
        "jira": world.jira.issues,
        "servicenow": world.servicenow.rows,
        "slack": world.chat.channels,
    }[kind]
    assert len(made) == 1
    assert len(world.chat.said) == (1 if kind == "slack" else 0)
    bodies = [one.body for one in incident.entries.all()]
    assert sum(" is open: " in one for one in bodies) == 1


@pytest.mark.parametrize("as_a_date", [False, True])
def test_too_many_requests_waits_as_long_as_asked(world: Systems, as_a_date: bool) -> None:
    make_adapter("jira", world.url())
    after = formatdate(time.time() + 90, usegmt=True) if as_a_date else "90"
    world.troubles = [(429, {"Retry-After": after})]
    declare()

    assert run_errands(at=NOON) == 0
    assert run_errands(at=NOON + 88 * SECOND) == 0
    assert run_errands(at=NOON + 92 * SECOND) == 1


def test_a_failing_system_is_asked_again_later_each_time(world: Systems) -> None:
    make_adapter("jira", world.url())
    world.troubles = [(500, {}), (503, {})]
    incident = declare()

    outcomes = [run_errands(at=NOON + second * SECOND) for second in (0, 4, 5, 14, 15)]

    assert outcomes == [0, 0, 0, 0, 1]
    assert len(world.jira.issues) == 1
    assert Incident.objects.get(pk=incident.pk).ticket_ref == "OPS-1"


def test_silence_is_a_passing_trouble(world: Systems, monkeypatch: pytest.MonkeyPatch) -> None:
    make_adapter("teams", world.url("/flow"))
    world.troubles = [(0.9, {})]
    slow = outside.ask
    monkeypatch.setattr(
        "incidents.command.outbound.orders.ask",
        lambda *given, **how: slow(*given, **how, seconds=0.2),
    )
    declare()

    assert run_errands(at=NOON) == 0
    assert "No answer" in Errand.objects.get().said


@pytest.mark.parametrize(
    ("kind", "refuses", "word"),
    [
        ("slack", "invalid_auth", "does not know this token"),
        ("slack", "missing_scope", "lacks a right"),
        ("jira", "No project OPS.", "No project OPS."),
    ],
)
def test_wrong_settings_are_said_once_and_not_tried_again(
    kind: str, refuses: str, word: str, world: Systems
) -> None:
    make_adapter(kind, world.url("/slack" if kind == "slack" else ""))
    world.refuse(refuses)
    incident = declare()

    run_errands(at=NOON)
    asked = len(world.asked)
    run_errands(at=NOON + timedelta(days=1))

    assert len(world.asked) == asked
    assert Errand.objects.get().state == "given_up"
    assert word in newest(incident)
    assert "goes on without it" in newest(incident)


def test_of_a_private_incident_only_its_reference_leaves(world: Systems) -> None:
    for kind, path in (("slack", "/slack"), ("jira", ""), ("webhook", "/hook"), ("teams", "/t")):
        make_adapter(kind, world.url(path))
    declare("Salaries leaked", private=True, by=make_user(), services=[make_service("Payroll")])

    run_errands(at=NOON)

    sent = b" ".join(world.bodies).lower()
    assert world.bodies
    assert b"salaries" not in sent
    assert b"payroll" not in sent
    assert b"is_private=1" in sent


def test_mild_incidents_and_near_misses_ask_nothing() -> None:
    make_adapter("jira", "https://jira.example.com", last_level=1)

    declare(level=2)
    near_miss = declare(level=1, kind="near_miss")

    assert not Errand.objects.exists()
    assert near_miss.channel_name == ""


def test_furnishing_twice_asks_once() -> None:
    make_adapter("jira", "https://jira.example.com")
    incident = declare()

    furnish_war_room(incident=incident, by=None, at=NOON)

    assert Errand.objects.count() == 1


def test_an_address_inside_our_network_is_refused() -> None:
    for address in ("http://jira.example.com", "https://10.0.0.7", "https://localhost"):
        with pytest.raises(ValidationError, match=r"open internet|https://"):
            Adapter(name="x", kind="jira", base_url=address, place="OPS").full_clean()


def test_a_manager_stores_a_secret_that_never_comes_back(client: Client, world: Systems) -> None:
    enter_the_admin(client)
    form = {
        "name": "Ops", "kind": "jira", "base_url": "https://jira.example.com", "place": "OPS",
        "last_level": 1, "active": "on", "new_secret": "tok-123",
        "errands-TOTAL_FORMS": 0, "errands-INITIAL_FORMS": 0,
    }  # fmt: skip

    answer = client.post("/admin/command/adapter/add/", form)

    assert answer["Location"] == "/admin/command/adapter/"
    adapter = Adapter.objects.get()
    page = client.get(f"/admin/command/adapter/{adapter.pk}/change/").content
    assert "tok-123" not in adapter.sealed_secret
    assert b"tok-123" not in page
    assert adapter.sealed_secret.encode() not in page


def test_a_test_says_what_came_back(client: Client, world: Systems) -> None:
    enter_the_admin(client)
    adapter = make_adapter("slack", world.url("/slack"))

    client.post("/admin/command/adapter/", {"action": "test", "_selected_action": [adapter.pk]})
    run_errands(at=Errand.objects.get().not_before)

    page = client.get(f"/admin/command/adapter/{adapter.pk}/change/").content.decode()
    assert "Signed in to Northwind as allclear." in page


def test_a_secret_of_another_key_asks_to_be_pasted_again(world: Systems) -> None:
    make_adapter("jira", world.url(), sealed_secret=seal("x")[:-8] + "AAAAAAA=")
    incident = declare()

    run_errands(at=NOON)

    assert "paste it again" in newest(incident)


def test_the_header_leads_to_bridge_channel_and_ticket(client: Client, world: Systems) -> None:
    client.force_login(make_user("Tom", "Responder"))
    make_adapter("bridge", "https://meet.example.com/{reference}")
    make_adapter("slack", world.url("/slack"))
    make_adapter("jira", world.url())
    incident = declare()
    run_errands(at=NOON)

    page = client.get(incident.get_absolute_url()).content.decode()

    assert "Join bridge" in page
    assert "https://slack.com/app_redirect?channel=C0" in page
    assert "OPS-1" in page


def test_links_are_pinned_and_taken_away(client: Client) -> None:
    client.force_login(make_user("Tom", "Responder"))
    incident = declare()
    pins = f"{incident.get_absolute_url()}pins/"

    refused = client.post(pins, {"url": "javascript:alert(1)", "label": "Graph"})
    client.post(pins, {"url": "https://dash.example.com/x", "label": "Graph"})
    pinned = PinnedLink.objects.get()
    panel = client.get(f"{incident.get_absolute_url()}panels/war_room/").content
    client.post(f"{pins}{pinned.pk}/removal/")

    assert refused.status_code == 422
    assert b"That is no link" in refused.content
    assert b"https://dash.example.com/x" in panel
    assert not PinnedLink.objects.exists()
