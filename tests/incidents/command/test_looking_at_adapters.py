"""Managers see how other systems do, and mend them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from incidents.command.adapter_words import SETUPS, standing_of
from incidents.command.errands import run_errands
from incidents.command.models import Adapter, AdapterKind, Errand
from portal.people.models import User
from tests.make_adapters import Systems, make_adapter, systems
from tests.make_command import declare
from tests.make_people import give_second_factor, make_user
from tests.make_record import NOON

HOUR = timedelta(hours=1)
LIST = "/portal/adapters/"
FORM = {"name": "Lake", "events": ["incident.declared"], "last_level": "3"}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Systems]:
    with systems(tmp_path, monkeypatch) as kept:
        yield kept


@pytest.fixture
def elena(client: Client) -> User:
    person = make_user("Elena", "Manager")
    give_second_factor(person)
    client.force_login(person)
    return person


def page(client: Client, adapter: Adapter) -> str:
    text = client.get(f"{LIST}{adapter.pk}/").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_a_new_endpoint_shows_its_secret_once(client: Client, elena: User, world: Systems) -> None:
    answer = client.post(f"{LIST}endpoints/", {**FORM, "url": world.url("/hook")})

    adapter = Adapter.objects.get()
    assert answer.status_code == 201
    assert b"whsec_" in answer.content
    assert "whsec_" not in page(client, adapter)
    assert adapter.owner == elena


def test_a_refused_address_keeps_what_was_typed(client: Client, elena: User) -> None:
    answer = client.post(f"{LIST}endpoints/", {**FORM, "url": "https://10.0.0.7/x"})

    assert answer.status_code == 422
    assert b"https://10.0.0.7/x" in answer.content
    assert b"not on the open internet" in answer.content
    assert not Adapter.objects.exists()


def test_settings_are_changed_without_touching_the_secret(
    client: Client, elena: User, world: Systems
) -> None:
    adapter = make_adapter("webhook", world.url("/hook"))
    sealed = adapter.sealed_secret

    client.post(f"{LIST}{adapter.pk}/settings/", {**FORM, "url": world.url("/other")})

    adapter.refresh_from_db()
    assert (adapter.name, adapter.events) == ("Lake", ["incident.declared"])
    assert adapter.sealed_secret == sealed


def test_a_test_says_what_came_back(client: Client, elena: User, world: Systems) -> None:
    adapter = make_adapter("slack", world.url("/slack"))

    client.post(f"{LIST}{adapter.pk}/test/")
    client.post(f"{LIST}{adapter.pk}/test/")
    run_errands(at=Errand.objects.get().not_before)

    shown = page(client, adapter)
    assert "Signed in to Northwind as allclear." in shown
    assert "Works. Last used" in shown


def test_wrong_settings_are_said_in_a_sentence(client: Client, elena: User, world: Systems) -> None:
    adapter = make_adapter("slack", world.url("/slack"))
    world.refuse("invalid_auth")
    client.post(f"{LIST}{adapter.pk}/test/")
    run_errands(at=Errand.objects.get().not_before)

    words = "Slack does not know this token. Paste the bot's token, which begins xoxb-."
    listed = client.get(LIST).content.decode().replace("&#x27;", "'")
    assert words in listed


def test_turned_off_it_is_asked_nothing_more(client: Client, elena: User, world: Systems) -> None:
    adapter = make_adapter("jira", world.url())
    declare()

    client.post(f"{LIST}{adapter.pk}/switch/", {"on": "no"})
    run_errands(at=NOON)
    declare()
    run_errands(at=NOON)

    assert world.asked == []
    assert Errand.objects.get().said == "It was turned off."
    assert "Turned off." in page(client, adapter)


def test_what_was_given_up_goes_on_where_it_was(
    client: Client, elena: User, world: Systems
) -> None:
    adapter = make_adapter("jira", world.url())
    world.refuse("No project OPS.")
    incident = declare()
    run_errands(at=NOON)
    world.refuse("")

    since = f"{NOON - HOUR:%Y-%m-%dT%H:%M}"
    client.post(f"{LIST}{adapter.pk}/replay/", {"since": since})
    run_errands(at=Errand.objects.get().not_before)

    incident.refresh_from_db()
    assert incident.ticket_ref == "OPS-1"


@pytest.mark.parametrize("typed", [{}, {"since": "soon"}, {"errand": "x"}, {"errand": "9" * 30}])
def test_nonsense_is_refused(
    client: Client, elena: User, world: Systems, typed: dict[str, str]
) -> None:
    adapter = make_adapter("jira", world.url())

    assert client.post(f"{LIST}{adapter.pk}/replay/", typed).status_code == 422


def test_a_secret_is_renewed_once_a_day(client: Client, elena: User, world: Systems) -> None:
    adapter = make_adapter("webhook", world.url("/hook"))

    first = client.post(f"{LIST}{adapter.pk}/rotation/")
    again = client.post(f"{LIST}{adapter.pk}/rotation/")

    assert (first.status_code, again.status_code) == (201, 409)
    assert b"whsec_" in first.content
    assert b"still good" in again.content


def test_the_log_hides_private_incidents_of_others(client: Client, world: Systems) -> None:
    auditor = make_user("Aud", "Auditor")
    give_second_factor(auditor)
    client.force_login(auditor)
    adapter = make_adapter("jira", world.url(), name="Ops")
    secret = declare("Salaries", private=True, by=make_user("Kim", "Responder"))
    run_errands(at=NOON)

    shown = page(client, adapter)

    assert secret.reference not in shown
    assert "Nothing was asked of it yet." in shown
    assert client.post(f"{LIST}{adapter.pk}/test/").status_code == 403


def test_addresses_that_are_secrets_are_not_shown(
    client: Client, elena: User, world: Systems
) -> None:
    adapter = make_adapter("slack_hook", world.url("/services/T0/B0/key"))

    assert "/services/T0/B0/key" not in page(client, adapter)


def test_every_kind_says_how_it_is_set_up() -> None:
    assert set(SETUPS) == set(AdapterKind)
    assert all(one.steps and one.does for one in SETUPS.values())


def test_a_failing_one_says_since_when_until_when_and_why_now(elena: User, world: Systems) -> None:
    adapter = make_adapter("jira", world.url())
    world.troubles = [(503, {})]
    declare()

    run_errands(at=NOON)

    adapter.refresh_from_db()
    Errand.objects.create(
        adapter=adapter, verb="test", state="given_up", said="An older trouble.", made_at=NOON,
        not_before=NOON, ended_at=NOON,
    )  # fmt: skip
    standing = standing_of(adapter, viewer=elena)
    assert (standing.tone, standing.at) == ("degraded", NOON)
    assert standing.then == "It answered 503."
    assert standing.until == NOON + timedelta(seconds=5)
