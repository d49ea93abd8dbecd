"""What we say of the API is true of whatever anybody sends it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from openapi_spec_validator import validate
from pytest_django import Settings

from incidents.catalog.models import GuideStep
from incidents.command.actions.invite_advisor import invite_advisor
from incidents.comms.actions.issue_briefing import issue_briefing
from incidents.mitigation.actions.add_check import add_check
from incidents.oncall.actions.page_person import page_person
from incidents.oncall.models import Override
from incidents.record.actions.add_hypothesis import add_hypothesis
from incidents.record.actions.add_task import add_task
from incidents.record.actions.link_incidents import link_incidents
from incidents.record.actions.pin_link import pin_link
from incidents.record.actions.record_change import record_change
from tests.describing import hold, operations
from tests.loopback import fetch, serving_django
from tests.make_api import Program, make_program
from tests.make_command import declare
from tests.make_comms import make_update
from tests.make_oncall import make_ladder, make_schedule
from tests.make_people import make_user
from tests.make_record import NOON, make_service
from tests.make_requests import ask, ask_right, make_team
from tests.make_statuspage import make_component

DAY = timedelta(days=1)


@pytest.fixture
def program() -> Program:
    return make_program("Priya Shah", "Manager")


@pytest.fixture
def there(program: Program) -> dict[str, Any]:
    """One of each thing an address or a body can name."""
    tom = make_user("Tom Okafor", "Responder", email="tom@example.com")
    rotation = make_schedule(tom, at=timezone.now())
    make_ladder(rotation)
    override = Override.objects.create(
        rotation=rotation, person=tom, starts_at=NOON, ends_at=NOON + timedelta(hours=1)
    )
    component = make_component("Checkout")
    service = make_service("Checkout", components=[component.public_id])
    incident = declare(services=[service], by=tom)
    make_update(incident, "engineering", title="")
    page = page_person(incident=incident, person=program.owner, reason="Knows it", by=tom, at=NOON)
    task = add_task(incident=incident, text="Look", by=tom, at=NOON)
    hypothesis = add_hypothesis(incident=incident, text="The pool", by=tom, at=NOON)
    check = add_check(incident=incident, kind="user", name="A payment", by=tom, at=NOON)
    change = record_change(
        title="checkout 4.2", source="ci", happened_at=NOON, service=service, by=None, at=NOON
    )
    other = declare("Payouts late", by=tom)
    pin = pin_link(incident=incident, url="https://dash.example.com/a", by=tom, at=NOON)
    ada = make_user("Ada Park", "Responder", email="ada@example.com")
    advisor = invite_advisor(incident=incident, person=ada, minutes=60, by=tom, at=NOON)
    briefing, _ = issue_briefing(
        incident=incident, name="B", good_for=DAY, shows_private=False, by=tom, at=NOON
    )
    team = make_team(tom)
    request = ask(incident, team)
    right = ask_right(incident, program.owner)
    assert request.number == right.number
    link = link_incidents(incident=incident, other=other, kind="child", by=tom, at=NOON)
    return {
        "reference": incident.reference,
        "seq": 1,
        "link": link.pk,
        "other": other.reference,
        "task": task.number,
        "hypothesis": hypothesis.number,
        "check": check.pk,
        "change": change.pk,
        "assignee": tom.email,
        "tester": tom.email,
        "service": service.slug,
        "step": GuideStep.objects.for_level(1)[0].pk,
        "page_id": page.pk,
        "place": 1,
        "pin": pin.pk,
        "number": request.number,
        "to": team.slug,
        "granter": tom.email,
        "advisor": advisor.pk,
        "briefing": briefing.pk,
        "behind": other.reference,
        "override_id": override.pk,
        "rotation": override.rotation.name,
        "slug": service.slug,
        "component_id": component.public_id,
        "person": tom.email,
        "services": [service.slug],
        "audiences": ["engineering", "customers"],
        "audience": "engineering",
        "into": declare("Refunds fail", by=tom).reference,
        "components": {component.public_id: "partial_outage"},
    }


def speak_of(case: Any, there: dict[str, Any]) -> None:
    """Let a case name what is there, in its address and in its body."""
    case.path_parameters = {name: there[name] for name in case.path_parameters or {}}
    if case.headers:
        case.headers.pop("If-Match", None)
    if isinstance(case.body, dict):
        for name in set(case.body) & set(there):
            case.body[name] = there[name]


def test_the_api_is_as_it_says(program: Program, there: dict[str, Any], settings: Settings) -> None:
    settings.API_A_MINUTE = 1_000_000
    headers = {"Authorization": f"Bearer {program.raw}"}
    with serving_django() as address:
        described = json.loads(fetch(f"{address}/api/v1/openapi.json").body)
        validate(described)
        found = operations(described)
        came = hold(
            found,
            at=address,
            headers=headers,
            speak=lambda case: speak_of(case, there),
            examples=15,
        )

    assert described["openapi"].startswith("3.1")
    assert len(found) > 30
    assert min(came[status] for status in (200, 201, 404, 409, 422)) > 0
