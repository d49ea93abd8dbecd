"""Headers, tokens and manners of every answer, whatever was asked by whom."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection, connections
from django.db.utils import OperationalError
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.make_statuspage import Visitor
from tests.security import matrix
from tests.security.addresses import routes
from tests.security.roles import ANONYMOUS, MANAGES, enter, undone
from tests.security.world import World

# Shown inside the portal in a sandbox, with a policy of its own.
FRAMED = {"/portal/outbox/<pk>/html/", "/portal/incidents/<reference>/updates/preview/<audience>/"}
# Forms that no session stands behind: a signed link, a token, a wish that is confirmed.
NO_CSRF = {
    "/subscribe/ask/",
    "/subscribe/link/",
    "/subscribe/confirm/<token>/",
    "/subscribe/manage/<token>/",
    "/subscribe/manage/<token>/secret/",
    "/subscribe/manage/<token>/test/",
    "/subscribe/manage/<token>/resumption/",
    "/subscribe/manage/<token>/erasure/",
    "/unsubscribe/<token>/",
    "/portal/pages/<token>/",
    "/portal/asked/<token>/",
    "/portal/permission/<token>/",
    "/portal/on-call/swaps/<token>/",
    "/in/alertmanager/",
    "/in/mail/<provider>/tracking/",
    "/in/voice/<token>/",
}
# Pages of sign-in remember in the session what they ask for; programs are counted; of a
# briefing it is kept when it was last looked at.
REMEMBERING = ("/briefing/", "/account/2fa/totp/activate/", "/account/password/reset/key/", "/v1/")
Answers = Iterator[tuple[str, HttpResponseBase]]
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE)", re.I)


def answers(world: World, client: Client, *, method: str = "GET") -> Answers:
    """Every route's answer, then those of addresses that are nowhere."""
    for route in routes():
        with undone(client):
            yield route, client.generic(method, world.address(route))
    for wrong in ("/none/", "/portal/none/", "/admin/none/", "/account/none/", "/in/none/"):
        with undone(client):
            yield wrong, client.generic(method, wrong)


def faults_of(route: str, answer: HttpResponseBase) -> Iterator[str]:
    """What is missing from one answer."""
    policy = answer.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy:
        yield "no policy"
    if route not in FRAMED:
        if "frame-ancestors 'none'" not in policy or answer.get("X-Frame-Options") != "DENY":
            yield "may be framed"
        if re.search(r"unsafe|\*|data:|https?:", policy):
            yield "a loose policy"
    if answer.get("X-Content-Type-Options") != "nosniff":
        yield "may be sniffed"
    if answer.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        yield "tells where from"
    cache = answer.get("Cache-Control", "")
    if not cache:
        yield "nothing about storing"
    if route.startswith(("/portal/", "/admin/", "/account/")) and not (
        "no-store" in cache and "private" in cache
    ):
        yield f"may be stored: {cache}"


@pytest.mark.parametrize("role", [ANONYMOUS, MANAGES])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_every_answer_carries_the_headers(role: str, method: str, world: World) -> None:
    found = {
        f"{route}: {fault}"
        for route, answer in answers(world, enter(role), method=method)
        for fault in faults_of(route, answer)
    }

    assert sorted(found) == []


def test_what_is_public_sets_no_cookie_and_is_the_same_for_all(world: World) -> None:
    public = [
        (route, answer)
        for route, answer in answers(world, Client())
        if not route.startswith(("/portal/", "/admin/", "/account/"))
    ]
    visitor = Visitor()
    served = [visitor.get(path) for path in visitor.front.shelf.current()]

    assert [route for route, answer in public if answer.cookies] == []
    stored = [(route, one) for route, one in public if "no-store" not in one["Cache-Control"]]
    assert [route for route, answer in stored if "Cookie" in answer.get("Vary", "")] == []
    assert len(stored) > 4
    assert all("Set-Cookie" not in one.headers for one in served)
    assert {one.headers["Vary"] for one in served} == {"Accept-Encoding"}
    assert len(served) > 8


def test_every_act_asks_for_a_token(world: World) -> None:
    client = enter(MANAGES, strict=True)
    refused = {
        route
        for route, answer in answers(world, client, method="POST")
        if answer.status_code == 403
    }
    acting = {route for route, row in matrix.table().items() if row.act is not None}

    assert sorted(acting - NO_CSRF - refused) == []
    assert sorted(NO_CSRF & refused) == []


def test_another_site_cannot_post_even_with_a_token(world: World) -> None:
    client = enter(MANAGES, strict=True)
    client.get("/portal/account/")
    token = client.cookies["csrf"].value

    def post(origin: str) -> int:
        headers = {"origin": origin, "x-csrftoken": token}
        return client.post("/portal/declare/", {"title": ""}, headers=headers).status_code

    assert post("https://evil.example") == 403
    assert post("http://testserver") == 422


@pytest.mark.parametrize("role", [ANONYMOUS, MANAGES])
def test_looking_changes_nothing(role: str, world: World) -> None:
    client, found = enter(role), []
    for route in routes():
        if route.startswith(REMEMBERING):
            continue
        for method in ("GET", "HEAD"):
            connection.queries_log.clear()
            with undone(client), CaptureQueriesContext(connection) as queries:
                client.generic(method, world.address(route))
            found += [f"{method} {route}: {one['sql'][:90]}" for one in queries
                      if WRITES.match(one["sql"])]  # fmt: skip

    assert found == []


def test_nobody_names_the_host_of_our_links(world: World, settings: Settings) -> None:
    found, settings.ALLOWED_HOSTS = [], ["knocked.example"]
    for role in (ANONYMOUS, MANAGES):
        client = enter(role)
        client.defaults["HTTP_HOST"] = "knocked.example"
        client.defaults["HTTP_X_FORWARDED_HOST"] = "evil.example"
        for route, answer in answers(world, client):
            body = b"" if answer.streaming else getattr(answer, "content", b"")
            text = body + repr(dict(answer.headers)).encode()
            if b"knocked.example" in text or b"evil.example" in text:
                found.append(route)

    assert found == []
    assert Client(headers={"host": "evil.example"}).get("/healthz").status_code == 400


def test_error_pages_are_calm_when_the_database_is_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter(MANAGES)
    client.raise_request_exception = False

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("the database is gone")

    with monkeypatch.context() as broken:
        broken.setattr(connections["default"], "cursor", gone)
        failed = client.get("/portal/")
        absent = Client().get("/none/")
        strange = Client(headers={"host": "evil.example"}).get("/none/")

    assert (failed.status_code, absent.status_code, strange.status_code) == (500, 404, 400)
    assert b"a problem of its own" in failed.content
    assert b"There is nothing here" in absent.content
    for answer in (failed, absent, strange):
        assert b"Traceback" not in answer.content
        assert b"Error" not in answer.content
        assert list(faults_of("/", answer)) == []
        assert not answer.cookies
