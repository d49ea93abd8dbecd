"""Who may not see a private incident cannot tell it from one that never was."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from incidents.record.models import Incident
from tests.make_people import make_user
from tests.make_record import NOON
from tests.security import matrix
from tests.security.addresses import routes
from tests.security.roles import AUDITS, COMMANDS, LEADS, MANAGES, RESPONDS, STAFF, enter, undone
from tests.security.world import World, make_incident_world, make_world

OUTSIDERS = (RESPONDS, STAFF, LEADS, COMMANDS, AUDITS)
# Models in the admin whose rows are of an incident.
HIDDEN_ROWS = (
    "record.incident", "oncall.page", "oncall.teamescalation",
    "oncall.permissionrequest", "comms.promise", "comms.cadence", "comms.update",
    "comms.briefinglink",
    "learning.postmortem", "learning.correctiveaction", "alerts.alert", "post.delivery",
)  # fmt: skip
# Nobody's secret: domains that refuse mail, who has which duty, which programs are told.
OF_NO_INCIDENT = (
    "/portal/outbox/domains/", "/portal/on-call/rotations/", "/portal/on-call/layers/",
    "/portal/on-call/overrides/", "/portal/on-call/absences/", "/portal/adapters/",
)  # fmt: skip
OF_ALERTS = ("/portal/alerts/<alert>/", "/portal/alerts/suppressions/<suppression>/")
ABSENT = 990_000_000
# What differs between two answers to the same question, whoever asks: tokens, and how the
# machinery does, which counts everything and names nothing.
PASSING = re.compile(
    rb'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"|value="[0-9a-f]{32}"'
    rb'|<div class="note" data-tone="degraded".*?</div></div>'
    # When the page that is out was made: the clock goes on.
    rb'|<p class="small \w+">(?:<svg.*?</svg>)?\s*(?:Published|A newer page|Nothing was).*?</p>'
)
PASSING_HEADERS = {"content-length", "x-request-id", "set-cookie", "expires", "last-modified"}


@dataclass(frozen=True)
class Seen:
    """All that an outsider can learn from one answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@pytest.fixture(autouse=True)
def _still(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time stands still, so that only what happened can be seen."""
    settings.PUBLIC_DIR = tmp_path / "public"
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(hours=1))


def look(client: Client, method: str, address: str, *ids: object) -> Seen:
    """The answer with the asker's own words taken out of it, its effects undone."""
    with undone(client):
        answer = client.generic(method, address)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    kept = {name: value for name, value in headers.items() if name not in PASSING_HEADERS}
    body = PASSING.sub(b"", b"" if answer.streaming else answer.content)
    for one in ids:
        body = body.replace(str(one).encode(), b"#")
        kept = {name: value.replace(str(one), "#") for name, value in kept.items()}
    return Seen(answer.status_code, tuple(sorted(kept.items())), body)


def pairs(world: World) -> Iterator[tuple[str, str, str]]:
    """Route, the address of what is hidden, the address of what never was."""
    for route in routes():
        if route.startswith("/admin/"):
            of_hidden = any(
                route.startswith(f"/admin/{label.replace('.', '/')}/<") for label in HIDDEN_ROWS
            )
            if of_hidden or route.startswith("/admin/r/"):
                there = world.address(route)
                yield route, there, re.sub(r"\d+(?=\D*$)", str(ABSENT), there)
        elif route.startswith(OF_NO_INCIDENT):
            continue
        elif route.startswith(OF_ALERTS):
            there = world.address(route)
            yield route, there, re.sub(r"/\d+/", f"/{ABSENT}/", there)
        elif "<reference>" in route or (route.startswith("/portal/") and "<pk>" in route):
            there = world.address(route)
            yield route, there, re.sub(r"(INC-|/)\d+/", rf"\g<1>{ABSENT}/", there, count=1)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_hidden_and_absent_answer_alike(role: str) -> None:
    world = make_world(private=True)
    client = enter(role)
    found, asked = [], 0
    for route, there, nowhere in pairs(world):
        own = re.findall(r"\d+", there)
        for method in ("GET", "HEAD", "POST"):
            asked += 1
            hidden = look(client, method, there, *own)
            absent = look(client, method, nowhere, ABSENT, *own)
            if hidden != absent:
                found.append(f"{method} {route}: {hidden.status}, absent {absent.status}")

    assert found == []
    assert asked > 150


def test_who_may_see_it_is_answered_otherwise() -> None:
    world = make_world(private=True)
    client = enter(MANAGES)

    there = look(client, "GET", f"/portal/incidents/{world.incident.reference}/")
    nowhere = look(client, "GET", f"/portal/incidents/INC-{ABSENT}/")

    assert (there.status, nowhere.status) == (200, 404)


@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_list_moves_when_something_private_happens(role: str) -> None:
    owner, paged = make_user("Kofi Mensah", "Responder"), make_user("Ana Ruiz", "Responder")
    world = replace(make_world(), person=paged)
    client = enter(role)
    addresses = readable(world)
    before = {address: look(client, "GET", address) for address in addresses}

    known = Incident.objects.count()
    make_incident_world(owner, paged, private=True)

    assert Incident.objects.count() > known
    moved = [one for one in addresses if look(client, "GET", one) != before[one]]
    assert moved == []


def readable(world: World) -> list[str]:
    """Every address that lists or shows, with searches and facets of the admin."""
    found = []
    for route, row in matrix.table().items():
        if row.read is None or route == "/readyz" or "/add/" in route or "delete" in route:
            continue
        address = world.address(route)
        found.append(address)
        label = route.removeprefix("/admin/").strip("/").replace("/", ".")
        if label in matrix.MODELS:
            found += [f"{address}?_facets=True", f"{address}?q=Checkout", f"{address}?_popup=1"]
    return [*found, "/portal/incidents/?q=Checkout", "/portal/incidents/?state=active"]
