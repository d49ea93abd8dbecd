"""No page of the portal asks the database more as more stands on it."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from incidents.alerts.models import Alert, Integration
from incidents.oncall.actions.page_person import page_person
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.assign_role import assign_role
from incidents.record.actions.record_impact import record_impact
from portal.people.models import User
from tests.make_comms import make_update
from tests.make_oncall import make_rotation
from tests.make_people import make_user
from tests.make_record import NOON, make_service
from tests.security.addresses import routes
from tests.security.roles import MANAGES, make_person
from tests.security.world import World, make_incident_world, make_world

MOST_QUERIES = 15
# Pages that gather from every area. What they ask may only fall.
RICH = {
    "/portal/": 19,
    "/portal/incidents/<reference>/": 23,
    "/portal/incidents/<reference>/escalations/": 19,
    "/portal/incidents/<reference>/postmortem/": 24,
    "/portal/incidents/<reference>/postmortem/markdown/": 16,
    "/portal/incidents/<reference>/updates/": 36,
    "/portal/incidents/<reference>/updates/promises/": 26,
}
FEW, MANY = 2, 20


def crowd(world: World, viewer: User, *, start: int, count: int) -> None:
    """More of everything: incidents with all that hangs on them, and more on the one looked at."""
    integration = Integration.objects.latest("pk")
    for number in range(start, start + count):
        service = make_service(f"Service of the crowd {number}")
        world.incident.services.add(service)
        service.needs.add(world.service)
        someone = make_user(f"Person {number}", "Responder")
        make_rotation(someone, viewer)
        other = make_incident_world(viewer, viewer, private=False)
        assign_role(incident=other.incident, role="commander", person=someone, by=viewer, at=NOON)
        record_impact(incident=other.incident, customers_affected=number, by=viewer, at=NOON)
        for kind in ("note", "decision"):
            body = f"Line {number}"
            add_entry(incident=world.incident, kind=kind, body=body, by=someone, at=NOON)
        page_person(incident=world.incident, person=someone, reason="More", by=viewer, at=NOON)
        make_update(world.incident, "engineering", title="")
        Alert.objects.create(
            integration=integration,
            fingerprint=f"crowd {number}",
            group_key="crowd",
            starts_at=NOON,
            status="firing",
            title="5xx",
            service=service,
            incident=world.incident,
            received_at=NOON,
        )


def cost(client: Client, world: World) -> dict[str, int]:
    """Queries of every page of the portal that can be read, when it is read again."""
    costs = {}
    for route in routes():
        if not route.startswith("/portal/"):
            continue
        address = world.address(route)
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
