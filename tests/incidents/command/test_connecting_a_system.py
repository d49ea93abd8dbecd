"""A manager connects a chat or tickets, and is told what to do when it is wrong."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from incidents.command.errands import run_errands
from incidents.command.models import Adapter, AdapterKind, Errand, Verb
from portal.people.models import AuditEntry, User
from portal.sealing import unseal
from tests.make_adapters import Systems, make_adapter, systems
from tests.make_people import give_second_factor, make_user

CONNECT = "/portal/adapters/connect/"
TOKEN = "xoxb-not-known"
SLACK = {"kind": "slack", "name": "Our Slack", "secret": TOKEN, "archive": "on", "last_level": "1"}
TEAMS = {"kind": "teams", "name": "Our Teams", "last_level": "2"}


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


def words(client: Client, address: str) -> str:
    text = client.get(address).content.decode().replace("&#x27;", "'")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_each_system_asks_only_what_it_needs(client: Client, elena: User) -> None:
    fields = {
        kind: set(
            re.findall(r'name="(\w+)"', client.get(f"{CONNECT}?kind={kind}").content.decode())
        )
        for kind in ("slack", "teams", "jira")
    }

    assert {"secret", "invite", "archive"} <= fields["slack"]
    assert not {"base_url", "account", "place"} & fields["slack"]
    assert not {"secret", "account", "place"} & fields["teams"]
    assert {"base_url", "account", "secret", "place", "done_name"} <= fields["jira"]


def test_a_chat_is_saved_sealed_and_asked_at_once(client: Client, elena: User) -> None:
    answer = client.post(CONNECT, SLACK)

    made = Adapter.objects.get()
    assert answer.headers["Location"] == f"/portal/adapters/{made.pk}/"
    assert unseal(made.sealed_secret) == TOKEN
    assert (made.owner, made.archive, made.kind) == (elena, True, AdapterKind.SLACK)
    assert Errand.objects.get().verb == Verb.TEST
    assert TOKEN not in str(AuditEntry.objects.latest("pk").after)
    assert "Asking it now." in words(client, f"/portal/adapters/{made.pk}/")


def test_a_wrong_token_says_what_to_do(client: Client, elena: User, world: Systems) -> None:
    client.post(CONNECT, SLACK)
    made = Adapter.objects.get()
    Adapter.objects.update(base_url=world.url("/slack"))
    world.refuse("invalid_auth")

    run_errands(at=Errand.objects.get().not_before)
    told = words(client, f"/portal/adapters/{made.pk}/")
    listed = words(client, "/portal/connections/")

    advice = "Slack does not know this token. Paste the bot's token, which begins xoxb-."
    assert advice in told
    assert "Asking it now." not in told
    assert advice in listed


@pytest.mark.parametrize(
    ("token", "said"),
    [("xoxp-1", "a person's token"), ("https://hooks.slack.com/x", "an address")],
)
def test_another_kind_of_token_is_seen_before_it_is_saved(
    client: Client, elena: User, token: str, said: str
) -> None:
    answer = client.post(CONNECT, {**SLACK, "secret": token})

    text = answer.content.decode().replace("&#x27;", "'")
    assert answer.status_code == 422
    assert said in text
    assert "Our Slack" in text
    assert token not in text
    assert not Adapter.objects.exists()


def test_a_refused_address_keeps_what_was_typed(client: Client, elena: User) -> None:
    answer = client.post(CONNECT, {**TEAMS, "base_url": "https://10.0.0.7/x"})

    assert answer.status_code == 422
    assert b"https://10.0.0.7/x" in answer.content
    assert b"not on the open internet" in answer.content


def test_settings_keep_the_secret_unless_another_is_pasted(
    client: Client, elena: User, world: Systems
) -> None:
    adapter = make_adapter("slack", world.url("/slack"))
    before = unseal(adapter.sealed_secret)
    address = f"/portal/adapters/{adapter.pk}/settings/"

    client.post(address, {"name": "Renamed", "secret": "", "last_level": "2"})
    adapter.refresh_from_db()
    kept = (adapter.name, adapter.base_url, adapter.archive, unseal(adapter.sealed_secret))
    client.post(address, {"name": "Renamed", "secret": TOKEN, "last_level": "2"})
    adapter.refresh_from_db()

    assert kept == ("Renamed", world.url("/slack"), False, before)
    assert unseal(adapter.sealed_secret) == TOKEN


def test_an_address_that_lets_one_in_is_never_shown_again(
    client: Client, elena: User, world: Systems
) -> None:
    secret = world.url("/workflows/sig-abc")
    client.post(CONNECT, {**TEAMS, "base_url": secret})
    adapter = Adapter.objects.get()
    address = f"/portal/adapters/{adapter.pk}/settings/"

    shown = client.get(address).content.decode()
    client.post(address, {"name": "Teams", "base_url": "", "last_level": "2"})
    adapter.refresh_from_db()

    assert "sig-abc" not in shown
    assert "sig-abc" not in str(list(AuditEntry.objects.values_list("after", flat=True)))
    assert (adapter.name, adapter.base_url) == ("Teams", secret)


def test_mended_settings_are_tried_without_waiting(
    client: Client, elena: User, world: Systems
) -> None:
    adapter = make_adapter("slack", world.url("/slack"))
    Adapter.objects.update(
        failures=4, failing_since="2026-11-21T12:00Z", not_before="2099-01-01T00:00Z"
    )

    client.post(
        f"/portal/adapters/{adapter.pk}/settings/",
        {"name": "Slack", "secret": TOKEN, "last_level": "2"},
    )

    adapter.refresh_from_db()
    assert (adapter.failures, adapter.not_before) == (0, None)
    assert Errand.objects.get().verb == Verb.TEST
