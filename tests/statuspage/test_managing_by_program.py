"""What drives a Statuspage page drives this one: same fields, same answers."""

import json
from typing import Any

import pytest
from django.test import Client

from portal.people.actions.issue_token import issue_token
from portal.people.groups import COMMUNICATIONS_LEAD
from portal.people.models import AuditEntry
from statuspage.models import Component, Notice, Page
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_statuspage import make_component


class Program:
    """Holds a key, and says what Statuspage's clients say."""

    def __init__(self) -> None:
        self.owner = make_user("Mei Chen", COMMUNICATIONS_LEAD)
        self.token, self.raw = issue_token(
            name="Deploy bot", owner=self.owner, scopes=["manage_statuspage"], by=None, at=NOON
        )
        self.page = Page.objects.the_page().public_id
        self.client = Client()

    def ask(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        """The answer below the page, which must have this status."""
        answer = self.client.generic(
            method,
            f"/v1/pages/{self.page}{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"authorization": f"OAuth {self.raw}"},
        )
        assert answer.status_code == status, answer.content
        return json.loads(answer.content) if answer.content else None


@pytest.fixture
def program() -> Program:
    return Program()


def test_it_reads_the_page(program: Program) -> None:
    page = program.ask("GET", "")
    (listed,) = json.loads(
        program.client.get("/v1/pages", headers={"authorization": f"Bearer {program.raw}"}).content
    )

    assert page == listed
    assert page["id"] == program.page
    assert page["name"] == "Status"


def test_a_component_lives_and_goes(program: Program) -> None:
    made = program.ask("POST", "/components", {"component": {"name": "API"}}, status=201)
    changed = program.ask(
        "PATCH",
        f"/components/{made['id']}",
        {"component": {"status": "major_outage", "description": "For you"}},
    )
    program.ask("DELETE", f"/components/{made['id']}", status=204)
    program.ask("GET", f"/components/{made['id']}", status=404)

    assert made["status"] == "operational"
    assert made["group_id"] is None
    assert (changed["status"], changed["description"]) == ("major_outage", "For you")
    component = Component.objects.get(public_id=made["id"])
    (change,) = component.changes.all()
    assert (change.new_status, change.by_name, change.source) == (
        "major_outage",
        "Mei Chen",
        "api",
    )
    verbs = AuditEntry.objects.filter(subject__startswith="statuspage.component:")
    assert list(verbs.order_by("pk").values_list("verb", "by_name")) == [
        ("added", "Mei Chen"),
        ("changed", "Mei Chen"),
        ("removed", "Mei Chen"),
    ]


def test_an_incident_is_told_and_resolved(program: Program) -> None:
    component = make_component("Checkout")
    made = program.ask(
        "POST",
        "/incidents",
        {
            "incident": {
                "name": "Card payments fail",
                "status": "investigating",
                "body": "We look into it.",
                "component_ids": [component.public_id],
                "components": {component.public_id: "partial_outage"},
            }
        },
        status=201,
    )
    changed = program.ask(
        "PATCH",
        f"/incidents/{made['id']}",
        {"incident": {"status": "resolved", "deliver_notifications": False}},
    )

    assert made["impact"] == "major"
    assert made["components"][0]["status"] == "partial_outage"
    assert made["incident_updates"][0]["body"] == "We look into it."
    assert changed["status"] == "resolved"
    assert changed["incident_updates"][0]["body"] == "This incident has been resolved."
    assert changed["incident_updates"][0]["deliver_notifications"] is False
    component.refresh_from_db()
    assert component.status == "operational"
    assert {one.by_name for one in Notice.objects.get().updates.all()} == {"Mei Chen"}
