"""More of everything, and every page of the portal it shows on."""

from collections.abc import Iterator

from django.utils import timezone

from incidents.alerts.models import Alert, Integration
from incidents.oncall.actions.build_shifts import build_shifts
from incidents.oncall.actions.page_person import page_person
from incidents.oncall.models import Rotation
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.assign_role import assign_role
from incidents.record.actions.record_change import record_change
from incidents.record.actions.record_impact import record_impact
from portal.people.models import User
from tests.make_comms import make_update
from tests.make_oncall import make_rotation
from tests.make_people import make_user
from tests.make_record import NOON, make_service
from tests.security.addresses import routes
from tests.security.world import World, make_incident_world


def crowd(world: World, viewer: User, *, start: int, count: int) -> None:
    """More of everything: incidents with all that hangs on them, and more on the one looked at."""
    integration = Integration.objects.latest("pk")
    for number in range(start, start + count):
        service = make_service(f"Service of the crowd {number}")
        world.incident.services.add(service)
        service.needs.add(world.service)
        someone = make_user(f"Person {number}", "Responder")
        make_rotation(someone, viewer)
        record_change(
            title=f"Change {number}", source="ci", service=service, happened_at=NOON, by=None,
            at=NOON,
        )  # fmt: skip
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
    for rotation in Rotation.objects.filter(shifts=None):
        build_shifts(rotation=rotation, at=timezone.now())


def portal_pages(world: World) -> Iterator[tuple[str, str]]:
    """Each route of the portal with an address of this world."""
    for route in routes():
        if route.startswith("/portal/"):
            yield route, world.address(route)
