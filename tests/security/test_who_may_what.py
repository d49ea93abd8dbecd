"""The authorisation matrix: every address, by every method, as everybody."""

from collections.abc import Mapping

import pytest
from django.contrib.admin import site
from django.http import HttpResponseBase
from django.test import Client
from django.urls import clear_url_caches
from pytest_django import Settings

from incidents.alerts.models import Integration
from tests.security import matrix
from tests.security.addresses import routes
from tests.security.matrix import Row
from tests.security.roles import (
    ANONYMOUS,
    AUDITS,
    COMMANDS,
    IN_THE_ADMIN,
    INTEGRATION,
    MANAGES,
    NOBODY,
    RESPONDS,
    ROLES,
    SIGNED_IN,
    STAFF,
    STRANGERS,
    UNPROVEN,
    enter,
    undone,
)
from tests.security.world import World

IN, SIGN_IN, PROVE, FORBIDDEN, UNKNOWN, ABSENT = (
    "let in", "sent to sign in", "sent to prove", "forbidden", "method unknown", "absent",
)  # fmt: skip

# Rows that have tests of their own.
ASIDE = (*matrix.SPECIAL, *matrix.PROGRAMS, *matrix.api_rows(), *matrix.DESCRIBED)


def what_became(answer: HttpResponseBase) -> str:
    to = answer.get("Location", "")
    if answer.status_code == 302 and "/login/" in to:
        return SIGN_IN
    if answer.status_code == 302 and to == "/account/2fa/totp/activate/":
        return PROVE
    return {403: FORBIDDEN, 401: FORBIDDEN, 405: UNKNOWN, 404: ABSENT}.get(answer.status_code, IN)


def ask(client: Client, method: str, address: str, *, htmx: bool = False) -> str:
    """What became of a request, whose effects are undone."""
    with undone(client):
        answer = client.generic(
            method,
            address,
            content_type="application/x-www-form-urlencoded",
            headers={"HX-Request": "true"} if htmx else {},
        )
    assert answer.status_code != 500, f"{method} {address}"
    return what_became(answer)


def expected(route: str, role: str, allowed: frozenset[str] | None, *, is_open: bool) -> str:
    if not is_open:
        if role in STRANGERS:
            return SIGN_IN
        if role == UNPROVEN and not route.startswith("/account/"):
            return PROVE
        if route.startswith("/admin/") and role not in IN_THE_ADMIN:
            return SIGN_IN
    if allowed is None:
        return UNKNOWN
    return IN if role in allowed else FORBIDDEN


def trespasses(role: str, world: World, rows: Mapping[str, Row]) -> list[str]:
    """Where this role is treated otherwise than the rows say."""
    client, found = enter(role), []
    for route, row in rows.items():
        address = world.address(route)
        for method, htmx in matrix.knocks(route):
            allowed = row.act if method == "POST" else row.read
            wanted = expected(route, role, allowed, is_open=row.is_open)
            became = ask(client, method, address, htmx=htmx)
            if became == ABSENT and wanted == IN and route.startswith(matrix.MAY_BE_ABSENT):
                continue
            if became != wanted:
                found.append(
                    f"{method} {route}{' by htmx' if htmx else ''}: {became}, not {wanted}"
                )
    return found


def unwritten() -> list[str]:
    """Addresses that no row speaks of."""
    return sorted(set(routes()) - set(matrix.table()) - set(ASIDE))


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert unwritten() == []
    assert sorted({*matrix.table(), *ASIDE} - set(routes())) == []


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reaches_what_the_table_says(role: str, world: World) -> None:
    assert trespasses(role, world, matrix.table()) == []


def test_planted_trespasses_are_caught(world: World, settings: Settings) -> None:
    rows = {route: matrix.table()[route] for route in ("/portal/outbox/", "/portal/alerts/")}
    settings.ROOT_URLCONF = "tests.security.planted_urls"
    clear_url_caches()

    assert unwritten() == ["/portal/new/"]
    assert f"GET /portal/outbox/: {IN}, not {FORBIDDEN}" in trespasses(RESPONDS, world, rows)
    assert f"GET /portal/alerts/: {IN}, not {SIGN_IN}" in trespasses(ANONYMOUS, world, rows)
    assert f"GET /portal/outbox/: {IN}, not {SIGN_IN}" not in trespasses(ANONYMOUS, world, rows)


@pytest.mark.parametrize("role", [ANONYMOUS, NOBODY, MANAGES])
def test_nobody_gets_far_with_another_method(role: str, world: World) -> None:
    client = enter(role)
    found = [
        f"{method} {route}"
        for route in (*matrix.table(), *matrix.SPECIAL)
        for method in ("OPTIONS", "PUT", "DELETE", "PATCH", "TRACE")
        if ask(client, method, world.address(route)) != UNKNOWN
    ]

    assert found == []


@pytest.mark.parametrize("role", ROLES)
def test_only_who_was_paged_answers_the_page(role: str, world: World) -> None:
    became = ask(enter(role), "POST", world.address(matrix.OWN_PAGE))

    assert became == {**dict.fromkeys(STRANGERS, SIGN_IN), UNPROVEN: PROVE}.get(role, ABSENT)


@pytest.mark.parametrize("role", ROLES)
def test_only_whose_browser_it_is_removes_it(role: str, world: World) -> None:
    became = ask(enter(role), "POST", world.address(matrix.OWN_DEVICE))

    assert became == {**dict.fromkeys(STRANGERS, SIGN_IN), UNPROVEN: PROVE}.get(role, ABSENT)


def test_who_was_paged_does(world: World) -> None:
    client = Client()
    client.force_login(world.person)

    assert ask(client, "POST", world.address(matrix.OWN_PAGE)) == IN
    assert ask(client, "GET", world.address(matrix.OWN_PAGE)) == UNKNOWN


@pytest.mark.parametrize("role", ROLES)
def test_only_an_integration_hands_in_alerts(role: str, world: World) -> None:
    client = enter(role)

    assert ask(client, "POST", matrix.INTAKE) == (IN if role == INTEGRATION else FORBIDDEN)
    assert ask(client, "GET", matrix.INTAKE) == UNKNOWN


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("door", matrix.OTHER_INTAKE)
def test_nobody_hands_in_what_they_cannot_prove(role: str, door: str, world: World) -> None:
    client = enter(role)

    assert ask(client, "POST", door) == FORBIDDEN
    assert ask(client, "GET", door) == UNKNOWN


@pytest.mark.parametrize("door", matrix.INTAKE_BY_BODY)
def test_a_body_without_proof_is_invalid(door: str, world: World) -> None:
    answer = Client().post(door, b"{}", content_type="application/json")

    assert answer.status_code in {400, 401}
    assert ask(Client(), "GET", door) == UNKNOWN


@pytest.mark.parametrize("role", ROLES)
def test_only_slack_types_commands(role: str, settings: Settings) -> None:
    settings.SLACK_SIGNING_SECRET = "secret"
    client = enter(role)

    assert ask(client, "POST", matrix.SLACK) == FORBIDDEN
    assert ask(client, "GET", matrix.SLACK) == UNKNOWN


@pytest.mark.parametrize("role", ROLES)
def test_only_a_call_of_ours_presses_keys(role: str) -> None:
    client = enter(role)

    assert ask(client, "POST", matrix.CALLS.replace("<token>", "x")) == ABSENT
    assert ask(client, "GET", matrix.CALLS.replace("<token>", "x")) == UNKNOWN


@pytest.mark.parametrize("role", ROLES)
def test_the_measures_are_for_a_token_of_their_own(role: str) -> None:
    assert ask(enter(role), "GET", matrix.METRICS) == FORBIDDEN


@pytest.mark.parametrize("role", ROLES)
def test_the_admins_doors_send_everybody_where_they_belong(role: str) -> None:
    client = enter(role)
    stranger = role in STRANGERS
    inside = IN if role in IN_THE_ADMIN else FORBIDDEN
    if role == UNPROVEN:
        inside = IN

    assert ask(client, "GET", "/admin/login/") == (SIGN_IN if stranger else inside)
    assert ask(client, "POST", "/admin/login/") == (SIGN_IN if stranger else inside)
    leaving = {UNPROVEN: PROVE, **dict.fromkeys(STRANGERS, SIGN_IN)}.get(role, IN)
    assert ask(client, "POST", "/admin/logout/") == leaving


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", matrix.ADMIN_SEEKS)
def test_pages_that_seek_find_nothing_for_those_without_rights(
    role: str, route: str, world: World
) -> None:
    became = ask(enter(role), "GET", world.address(route) + matrix.sought(route))

    if role in SIGNED_IN & IN_THE_ADMIN:
        nothing = FORBIDDEN if "autocomplete" in route else ABSENT
        assert became == (nothing if role == STAFF else IN)
    else:
        assert became == (PROVE if role == UNPROVEN else SIGN_IN)


def test_every_act_of_a_list_names_the_right_it_needs() -> None:
    free = [
        f"{model._meta.label_lower}: {name}"
        for model, shown in site._registry.items()
        for function, name, _ in shown._get_base_actions()  # type: ignore[attr-defined]
        if not getattr(function, "allowed_permissions", ())
    ]

    assert free == []


@pytest.mark.parametrize("role", [COMMANDS, AUDITS])
def test_who_only_reads_integrations_makes_no_secret(role: str, world: World) -> None:
    before = set(Integration.objects.values_list("digest", flat=True))
    chosen = {"action": "issue_secret", "_selected_action": [Integration.objects.latest("pk").pk]}

    enter(role).post("/admin/alerts/integration/", chosen)

    assert set(Integration.objects.values_list("digest", flat=True)) == before
