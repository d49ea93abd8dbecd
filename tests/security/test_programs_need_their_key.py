"""The manage API opens to a key of its own, as long as its owner may, and to nothing else."""

import json

import pytest
from django.test import Client
from pytest_django import Settings

from portal.people.actions.issue_token import issue_token
from portal.people.models import ApiToken, User
from portal.web.models import RateBucket
from tests.make_record import NOON
from tests.security import matrix
from tests.security.roles import (
    COMMANDS,
    LEADS,
    MANAGES,
    READER,
    RESPONDS,
    ROLES,
    enter,
    make_person,
    undone,
)
from tests.security.world import World

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")
SCOPE = "manage_statuspage"


def key_of(role: str, *, scope: str = SCOPE) -> str:
    _, raw = issue_token(name="Bot", owner=make_person(role), scopes=[scope], by=None, at=NOON)
    return raw


def ask(client: Client, method: str, address: str, *, key: str = "", scheme: str = "OAuth") -> int:
    """The status of an answer whose effects are undone."""
    headers = {"authorization": f"{scheme} {key}"} if key else None
    with undone(client):
        answer = client.generic(
            method, address, "{}", content_type="application/json", headers=headers
        )
        RateBucket.objects.all().delete()
    assert answer.status_code < 500, f"{method} {address}"
    return answer.status_code


@pytest.mark.parametrize("role", ROLES)
def test_nobody_enters_without_a_key(role: str, world: World) -> None:
    client, found = enter(role), []
    refused = 403 if role == READER else 401
    for route, methods in matrix.PROGRAMS.items():
        for method in METHODS:
            wanted = refused if method in methods else 405
            if (got := ask(client, method, world.address(route))) != wanted:
                found.append(f"{method} {route}: {got}, not {wanted}")

    assert found == []


@pytest.mark.parametrize("role", [LEADS, COMMANDS, MANAGES])
def test_a_key_opens_what_its_owner_may_do(role: str, world: World) -> None:
    key, client, found = key_of(role), Client(), []
    for route, methods in matrix.PROGRAMS.items():
        for method in METHODS:
            got = ask(client, method, world.address(route), key=key)
            wanted = {200, 204, 422} if method in methods else {405}
            if got not in wanted:
                found.append(f"{method} {route}: {got}")

    assert found == []


@pytest.mark.parametrize("scope", ["read", "read_metrics", "manage"])
def test_a_key_for_something_else_does_not_open_it(scope: str) -> None:
    assert ask(Client(), "GET", "/v1/pages", key=key_of(LEADS, scope=scope)) == 403


def test_a_key_does_not_do_what_its_owner_may_not(world: World) -> None:
    key, client = key_of(RESPONDS), Client()

    for route, methods in matrix.PROGRAMS.items():
        for method in methods:
            assert ask(client, method, world.address(route), key=key) == 403, route


def test_a_key_dies_with_its_owners_rights_and_with_itself(world: World) -> None:
    key, client = key_of(LEADS), Client()
    owner, token = User.objects.latest("pk"), ApiToken.objects.latest("pk")
    assert ask(client, "GET", "/v1/pages", key=key) == 200

    owner.groups.clear()
    assert ask(client, "GET", "/v1/pages", key=key) == 403
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert ask(client, "GET", "/v1/pages", key=key) == 401
    User.objects.filter(pk=owner.pk).update(is_active=True)
    ApiToken.objects.filter(pk=token.pk).update(expires_at=NOON)
    assert ask(client, "GET", "/v1/pages", key=key) == 401
    ApiToken.objects.filter(pk=token.pk).update(expires_at=None, revoked_at=NOON)
    assert ask(client, "GET", "/v1/pages", key=key) == 401


@pytest.mark.parametrize(
    ("scheme", "status"), [("OAuth", 200), ("Bearer", 200), ("oauth", 200), ("Basic", 401)]
)
def test_the_key_is_named_as_statuspage_names_it(scheme: str, status: int) -> None:
    assert ask(Client(), "GET", "/v1/pages", key=key_of(LEADS), scheme=scheme) == status


def test_a_session_is_no_key(world: World) -> None:
    client = enter(MANAGES)

    answer = client.get("/v1/pages")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "OAuth"
    assert json.loads(answer.content) == {"error": "Could not authenticate"}
    assert "Set-Cookie" not in answer.headers
    assert answer["Cache-Control"] == "no-store, private"


def test_keys_are_used_so_often_and_no_more(settings: Settings) -> None:
    settings.MANAGE_API_A_MINUTE = 3
    client, key = Client(headers={"authorization": f"OAuth {key_of(LEADS)}"}), key_of(COMMANDS)

    statuses = [client.get("/v1/pages").status_code for _ in range(4)]
    refused = client.get("/v1/pages")

    assert statuses == [200, 200, 200, 429]
    assert refused["Retry-After"] == "60"
    assert ask(client, "GET", "/v1/pages", key=key) == 200


def test_keys_are_not_tried_out() -> None:
    client = Client(headers={"authorization": "OAuth ack_guessed"})

    statuses = [client.get("/v1/pages").status_code for _ in range(31)]

    assert statuses == [*[401] * 30, 429]


@pytest.mark.parametrize("address", ["/v1/openapi.json", "/v1/nothing", "/v1/pages/x/nothing.json"])
def test_what_is_open_says_nothing(address: str) -> None:
    answer = Client().get(address)

    assert answer.status_code == (200 if "openapi" in address else 404)
    assert answer["Content-Type"].startswith("application/json")
