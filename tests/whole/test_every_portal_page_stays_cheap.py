"""No page of the portal asks the database more as more stands on it."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.crowd import crowd, portal_pages
from tests.security.roles import MANAGES, make_person
from tests.security.world import World, make_world

MOST_QUERIES = 15
# Pages that gather from every area. What they ask may only fall.
RICH = {
    "/portal/": 18,
    "/portal/alerts/rules/<integration>/": 16,
    "/portal/declare/": 19,
    "/portal/incidents/<reference>/": 22,
    "/portal/incidents/<reference>/changes/": 16,
    "/portal/incidents/<reference>/classification/": 23,
    "/portal/incidents/<reference>/closure/": 18,
    "/portal/incidents/<reference>/escalations/": 19,
    "/portal/incidents/<reference>/postmortem/": 22,
    "/portal/incidents/<reference>/requests/": 24,
    "/portal/incidents/<reference>/requests/vendors/": 16,
    "/portal/incidents/<reference>/requests/waiting/": 18,
    "/portal/incidents/<reference>/resolution/": 16,
    "/portal/incidents/<reference>/support/": 17,
    "/portal/incidents/<reference>/updates/": 30,
    "/portal/incidents/board/": 16,
    "/portal/incidents/board/part/": 16,
    "/portal/services/<slug>/": 17,
}
FEW, MANY = 2, 20


def cost(client: Client, world: World) -> dict[str, int]:
    """Queries of every page of the portal that can be read, when it is read again."""
    costs = {}
    for route, address in portal_pages(world):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        if answer.status_code == 200:
            costs[route] = len(asked)
    return costs


@pytest.fixture(autouse=True)
def _published_here(settings: Settings, tmp_path: Path) -> None:
    settings.PUBLIC_DIR = tmp_path / "public"


def test_whatever_stands_on_it() -> None:
    world, viewer, client = make_world(), make_person(MANAGES), Client()
    client.force_login(viewer)

    crowd(world, viewer, start=0, count=FEW)
    few = cost(client, world)
    crowd(world, viewer, start=FEW, count=MANY - FEW)
    many = cost(client, world)

    grown = {route: (few[route], many[route]) for route in few if few[route] < many[route]}
    dear = {
        route: queries for route, queries in many.items() if queries > RICH.get(route, MOST_QUERIES)
    }
    assert len(few) > 25
    assert grown == {}
    assert dear == {}
