"""What we say of our APIs is true of whatever anybody sends them."""

import json
from typing import Any

import pytest
from hypothesis import given
from openapi_spec_validator import validate
from pytest_django import Settings

from portal.people.actions.issue_token import issue_token
from portal.people.groups import COMMUNICATIONS_LEAD
from statuspage.models import NoticeTemplate, Page
from statuspage.snapshot.openapi import describe
from statuspage.snapshot.publishing import publish_site
from tests.describing import CHECKS, careful, hold, operations
from tests.loopback import fetch, serving_django
from tests.make_maintenance import make_maintenance
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice, make_subscriber


def speak_of(case: Any, there: dict[str, str]) -> None:
    """Let a case name what is there, in its address and in its body."""
    case.path_parameters = {name: there[name] for name in case.path_parameters or {}}
    body = case.body if isinstance(case.body, dict) else {}
    for fields in body.values():
        for name in ("component_ids", "components") if isinstance(fields, dict) else ():
            if isinstance(fields.get(name), list):
                fields[name] = [there["component_id"]]


@pytest.fixture
def key() -> str:
    owner = make_user("Mei Chen", COMMUNICATIONS_LEAD)
    _, raw = issue_token(name="Bot", owner=owner, scopes=["manage_statuspage"], by=None, at=NOON)
    return raw


@pytest.fixture
def there() -> dict[str, str]:
    """One of each thing an address can name."""
    component = make_component("Checkout")
    notice = make_notice(components={component.public_id: "partial_outage"})
    make_maintenance(components=[component.public_id])
    NoticeTemplate.objects.create(name="Slow", title="Slow", text="We look.")
    assert component.group is not None
    return {
        "page_id": Page.objects.the_page().public_id,
        "component_id": component.public_id,
        "group_id": component.group.public_id,
        "incident_id": notice.public_id,
        "incident_update_id": notice.updates.get().public_id,
        "subscriber_id": str(make_subscriber().pk),
    }


def test_the_manage_api_is_as_it_says(key: str, there: dict[str, str], settings: Settings) -> None:
    settings.MANAGE_API_A_MINUTE = 1_000_000
    headers = {"Authorization": f"OAuth {key}"}
    with serving_django() as address:
        described = json.loads(fetch(f"{address}/v1/openapi.json").body)
        validate(described)
        found = operations(described)
        came = hold(
            found,
            at=address,
            headers=headers,
            speak=lambda case: speak_of(case, there),
            examples=40,
        )

    assert len(found) > 30
    assert min(came[status] for status in (200, 201, 204, 404, 422)) > 0


def test_the_public_json_is_as_it_says(front: str, there: dict[str, str]) -> None:
    publish_site()
    found = operations(describe())
    for operation in found:

        @careful(40)
        @given(case=operation.as_strategy())
        def holds(case: Any) -> None:
            case.call_and_validate(base_url=f"{front}/api/v2", checks=CHECKS)

        holds()

    assert len(found) == 8
