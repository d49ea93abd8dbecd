"""A token opens what its scope and its owner may, and nothing else."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from incidents.desk.api.door import ATTACHMENTS, JSON
from incidents.oncall.models import Page
from portal.people.actions.issue_token import issue_token
from portal.people.models import ApiToken, User
from portal.people.scopes import INCIDENTS
from portal.web.models import RateBucket
from tests.make_api import Program, make_program
from tests.make_command import declare
from tests.make_record import NOON
from tests.security import matrix
from tests.security.matrix import Use
from tests.security.roles import (
    ANONYMOUS,
    DISABLED,
    INTEGRATION,
    MANAGES,
    NOBODY,
    READER,
    ROLES,
    UNPROVEN,
    enter,
    make_person,
    undone,
)
from tests.security.world import World

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")
OWNERS = tuple(role for role in ROLES if role not in {ANONYMOUS, INTEGRATION, READER, DISABLED})
EVERY = [one.name for one in INCIDENTS]
FILES = ("--x--\r\n", "multipart/form-data; boundary=x")


@pytest.fixture(autouse=True)
def _unhurried(settings: Settings) -> None:
    settings.API_A_MINUTE = 1_000_000


def key_of(owner: User, *scopes: str) -> str:
    _, raw = issue_token(name="Bot", owner=owner, scopes=scopes, by=None, at=NOON)
    return raw


def ask(client: Client, method: str, address: str, *, key: str = "") -> int:
    """The status of the answer, whose effects are undone."""
    headers = {"authorization": f"Bearer {key}"} if key else {}
    sent, kind = FILES if address.endswith(ATTACHMENTS) else ("{}", JSON)
    with undone(client):
        answer = client.generic(method, address, sent, content_type=kind, headers=headers)
        RateBucket.objects.filter(name__startswith="api:").delete()
    assert answer.status_code < 500, f"{method} {address}"
    return answer.status_code


def opens(use: Use, role: str, scopes: set[str]) -> bool:
    """A token is no session: a second factor is asked of people, not of programs."""
    who = use.who | ({UNPROVEN} if MANAGES in use.who else set())
    return role in who and (not use.scope or use.scope in scopes)


CASES = [*((role, EVERY) for role in OWNERS), *((MANAGES, [one]) for one in EVERY), (MANAGES, [])]


@pytest.mark.parametrize(("role", "scopes"), CASES)
def test_scope_and_owner_decide_together(role: str, scopes: list[str], world: World) -> None:
    key, client, found = key_of(make_person(role), *scopes), Client(), []
    for route, uses in matrix.api_rows().items():
        for method, use in uses.items():
            got = ask(client, method, world.address(route), key=key)
            let_in = got in {200, 201, 404, 409, 422}
            if let_in is not opens(use, role, set(scopes)):
                found.append(f"{method} {route}: {got}")

    assert found == []


@pytest.mark.parametrize("role", [ANONYMOUS, INTEGRATION, READER, NOBODY, MANAGES])
def test_without_a_token_of_scope_nothing_opens(role: str, world: World) -> None:
    client, found = enter(role), []
    for route, uses in matrix.api_rows().items():
        for method in METHODS:
            got = ask(client, method, world.address(route))
            wanted = {405} if method not in uses else {401}
            if role == READER and method in uses:
                reads = uses[method].scope in {"", "read"}
                wanted = {200, 404} if reads else {403}
            if got not in wanted:
                found.append(f"{method} {route}: {got}, not {wanted}")

    assert found == []


def test_a_token_dies_with_its_owners_rights_and_with_itself(world: World) -> None:
    owner = make_person(MANAGES)
    key, client = key_of(owner, "read"), Client()
    token = ApiToken.objects.latest("pk")
    address = "/api/v1/incidents"
    assert ask(client, "GET", address, key=key) == 200

    owner.groups.clear()
    assert ask(client, "GET", address, key=key) == 403
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert ask(client, "GET", address, key=key) == 401
    User.objects.filter(pk=owner.pk).update(is_active=True)
    ApiToken.objects.filter(pk=token.pk).update(expires_at=NOON)
    assert ask(client, "GET", address, key=key) == 401
    ApiToken.objects.filter(pk=token.pk).update(expires_at=None, revoked_at=NOON)
    assert ask(client, "GET", address, key=key) == 401


@pytest.fixture
def outsider() -> Program:
    return make_program("Ana Ruiz", "Incident commander")


def listed(program: Program) -> set[str]:
    return {one["reference"] for one in program.get("/incidents").body["incidents"]}


def test_a_hidden_incident_is_as_absent_as_none(outsider: Program) -> None:
    before = listed(outsider)
    hidden = declare(level=2, private=True, by=make_person("responder")).reference
    shown = declare().reference
    posts = [
        ("/entries", {"body": "Odd."}),
        ("/roles", {"role": "scribe"}),
        ("/resolution", {"verified": "So.", "words": "So."}),
        ("/updates", {"audiences": ["engineering"], "status": "So."}),
        ("/pages", {"person": outsider.owner.email, "reason": "So."}),
    ]

    def compare(there: Any, nowhere: Any) -> None:
        assert (there.status, there.body) == (nowhere.status, nowhere.body)
        assert there.status == 404

    for part in ("", "/entries", "/updates", "/promises", "/pages", "/guide", "/impact"):
        compare(
            outsider.get(f"/incidents/{hidden}{part}"), outsider.get(f"/incidents/INC-999{part}")
        )
    for part, said in posts:
        compare(
            outsider.post(f"/incidents/{hidden}{part}", said),
            outsider.post(f"/incidents/INC-999{part}", said),
        )
    assert listed(outsider) == before | {shown}
    merged = outsider.post(f"/incidents/{shown}/merge", into=hidden)
    absent = outsider.post(f"/incidents/{shown}/merge", into="INC-999")
    assert merged.status == absent.status == 422
    assert merged.body["detail"].replace(hidden, "") == absent.body["detail"].replace("INC-999", "")


def test_only_who_was_paged_answers(world: World) -> None:
    page = Page.objects.latest("pk")
    own = Program(page.person)
    other = make_program("Ana Ruiz")

    assert other.post(f"/pages/{page.pk}/answer", answer="acknowledge").status == 404
    assert own.post(f"/pages/{page.pk}/answer", answer="acknowledge").status == 200
    again = own.post(f"/pages/{page.pk}/answer", answer="decline")
    assert (again.status, again.body["type"]) == (409, "urn:allclear:problem:conflict")


def test_roles_are_given_to_others_by_commanders_only() -> None:
    reference = declare().reference
    tom, priya = make_program("Tom Okafor", "Responder"), make_program("Priya Shah")
    to = {"role": "scribe", "person": priya.owner.email}

    refused = tom.post(f"/incidents/{reference}/roles", to)
    taken = tom.post(f"/incidents/{reference}/roles", role="scribe")
    whole = {"state": "All is calm.", "risks": "None.", "promise": "At 13:00."}
    given = priya.post(f"/incidents/{reference}/roles", {**to, "handover": whole})

    assert (refused.status, taken.status, given.status) == (422, 201, 201)
    assert "a commander assigns others" in refused.body["detail"]


@pytest.mark.parametrize(
    ("sent", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"title": "\\u0000", "severity": 1}', "application/json", 422),
        (b"title=x", "application/x-www-form-urlencoded", 415),
        (b" " * 600_000, "application/json", 413),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(sent: bytes, kind: str, status: int) -> None:
    key = make_program().raw

    answer = Client().post(
        "/api/v1/incidents", sent, content_type=kind, headers={"authorization": f"Bearer {key}"}
    )

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"].startswith("urn:allclear:problem:")


def test_tokens_are_used_so_often_and_no_more(settings: Settings) -> None:
    settings.API_A_MINUTE = 3
    program, other = make_program(), make_program("Ana Ruiz")

    statuses = [program.get("/me").status for _ in range(4)]

    assert statuses == [200, 200, 200, 429]
    assert program.get("/me").headers["retry-after"] == "60"
    assert other.get("/me").status == 200


def test_tokens_are_not_tried_out() -> None:
    client = Client(headers={"authorization": "Bearer ack_guessed"})

    statuses = [client.get("/api/v1/me").status_code for _ in range(31)]

    assert statuses == [*[401] * 30, 429]


def test_a_session_is_no_token(world: World) -> None:
    answer = enter(MANAGES).get("/api/v1/incidents")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert "Set-Cookie" not in answer.headers
    assert answer["Cache-Control"] == "no-store, private"
