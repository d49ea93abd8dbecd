"""Statuspage's v2 shapes: every key, every type."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from statuspage.actions.cancel_maintenance import cancel_maintenance
from statuspage.actions.publish_report import publish_report
from statuspage.actions.start_maintenance import start_maintenance
from statuspage.models import Notice, NoticeUpdate
from statuspage.sentences import page_sentence
from statuspage.snapshot.openapi import ANSWERS, describe
from statuspage.snapshot.publishing import publish_site
from tests.loopback import fetch
from tests.make_maintenance import make_maintenance
from tests.make_record import NOON
from tests.make_statuspage import Visitor, make_component, make_notice, say

TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")


def read(name: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(Visitor().get(f"/api/v2/{name}.json").body)
    return answer


def test_the_summary_has_its_keys_in_order() -> None:
    component = make_component("Checkout")
    make_notice(components={component.public_id: "partial_outage"})
    publish_site()

    summary = read("summary")

    assert list(summary) == [
        "page", "components", "incidents", "scheduled_maintenances", "status",
    ]  # fmt: skip
    assert list(summary["page"]) == ["id", "name", "url", "time_zone", "updated_at"]
    assert summary["status"]["indicator"] == "major"
    group, leaf = summary["components"]
    assert group["group"] is True
    assert group["components"] == [leaf["id"]]
    assert leaf["status"] == "partial_outage"


def test_an_incident_has_every_key() -> None:
    component = make_component("Checkout")
    make_notice(
        components={component.public_id: "major_outage"},
        next_update_by=NOON + timedelta(minutes=30),
    )
    publish_site()

    (incident,) = read("incidents/unresolved")["incidents"]

    assert set(incident) == {
        "id", "name", "status", "created_at", "updated_at", "monitoring_at", "resolved_at",
        "impact", "shortlink", "started_at", "page_id", "incident_updates", "components",
        "reminder_intervals",
    }  # fmt: skip
    assert incident["shortlink"].startswith("http")
    assert TIME.match(incident["created_at"])
    (update,) = incident["incident_updates"]
    assert set(update) == {
        "id", "status", "body", "incident_id", "created_at", "updated_at", "display_at",
        "affected_components", "deliver_notifications", "custom_tweet", "tweet_id",
    }  # fmt: skip
    (affected,) = update["affected_components"]
    assert affected == {
        "code": component.public_id,
        "name": "Payments - Checkout",
        "old_status": "operational",
        "new_status": "major_outage",
    }


@pytest.mark.parametrize(
    ("statuses", "indicator", "words"),
    [
        ([], "none", "All Systems Operational"),
        (["operational"] * 2, "none", "All Systems Operational"),
        (["major_outage"] * 2, "critical", "Major System Outage"),
        (["major_outage", "operational"], "major", "Partial System Outage"),
        (["partial_outage"] * 2, "major", "Partial System Outage"),
        (["partial_outage", "operational"], "minor", "Minor Service Outage"),
        (["degraded_performance"] * 2, "minor", "Degraded System Service"),
        (["degraded_performance", "operational"], "minor", "Partially Degraded Service"),
        (["under_maintenance", "operational"], "maintenance", "Service Under Maintenance"),
        (["under_maintenance", "partial_outage"], "minor", "Minor Service Outage"),
    ],
)
def test_the_page_says_it_in_a_sentence(statuses: list[str], indicator: str, words: str) -> None:
    sentence = page_sentence(statuses)

    assert (sentence.indicator, sentence.description) == (indicator, words)


def check(name: str, answer: object) -> None:
    """As the description we publish says, every key and type of it."""
    described = describe()
    schema = described["paths"][f"/{name}.json"]["get"]["responses"]["200"]
    whole = {
        **schema["content"]["application/json"]["schema"],
        "components": described["components"],
    }
    Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(answer)


def fill_the_page() -> None:
    checkout, api = make_component("Checkout"), make_component("API", description="For you")
    make_component("Lone")
    make_notice(components={checkout.public_id: "major_outage"})
    ended = make_notice("Refunds late", components={api.public_id: "partial_outage"})
    say(ended, "All refunds are sent.", status="resolved")
    publish_report(public_id=ended.public_id, text="We learnt.", by_name="Mei", at=NOON)
    make_maintenance("Upgrade", components=[api.public_id])
    started = make_maintenance("Move", begins=NOON)
    start_maintenance(public_id=started.public_id, by_name="Mei", at=NOON)
    cancelled = make_maintenance("Cleaning")
    cancel_maintenance(public_id=cancelled.public_id, text="Not now.", by_name="Mei", at=NOON)


@pytest.mark.parametrize("name", list(ANSWERS))
@pytest.mark.parametrize("filled", [True, False])
def test_every_answer_has_the_shape_it_is_described_with(name: str, filled: bool) -> None:
    if filled:
        fill_the_page()
    publish_site()

    answer = read(name)

    check(name, answer)
    assert tuple(answer) == ANSWERS[name]


def test_a_page_without_components_has_all_its_answers() -> None:
    make_notice()
    publish_site()

    for name in ANSWERS:
        check(name, read(name))
    assert read("summary")["components"] == []
    assert read("status")["status"] == {
        "indicator": "minor",
        "description": "Minor Service Outage",
    }


def test_planned_work_is_told_where_it_stands() -> None:
    fill_the_page()
    publish_site()

    def told(name: str) -> list[tuple[str, str]]:
        return [(one["name"], one["status"]) for one in read(name)["scheduled_maintenances"]]

    upcoming, active = [("Upgrade", "scheduled")], [("Move", "in_progress")]
    assert told("scheduled-maintenances/upcoming") == upcoming
    assert told("scheduled-maintenances/active") == active
    assert told("summary") == active + upcoming
    assert sorted(told("scheduled-maintenances")) == sorted(
        [*upcoming, *active, ("Cleaning", "completed")]
    )
    assert {one["impact"] for one in read("summary")["scheduled_maintenances"]} == {"maintenance"}
    assert "Upgrade" not in [one["name"] for one in read("incidents")["incidents"]]


def test_what_comes_next_is_told_first() -> None:
    for days in (3, 1, 2):
        make_maintenance(f"In {days}", begins=NOON + timedelta(days=days))
    publish_site()

    planned = read("scheduled-maintenances/upcoming")["scheduled_maintenances"]

    assert [one["name"] for one in planned] == ["In 1", "In 2", "In 3"]


def test_a_published_report_makes_it_postmortem() -> None:
    fill_the_page()
    publish_site()

    recent = read("incidents")["incidents"]

    assert ("Refunds late", "postmortem") in [(one["name"], one["status"]) for one in recent]
    (ended,) = [one for one in recent if one["name"] == "Refunds late"]
    assert ended["incident_updates"][0]["status"] == "postmortem"
    assert ended["impact"] == "major"
    assert {one["status"] for one in ended["components"]} == {"operational"}


def test_an_edited_update_says_when() -> None:
    notice = make_notice()
    NoticeUpdate.objects.update(edited_at=NOON + timedelta(hours=1))
    publish_site()

    (update,) = read("incidents")["incidents"][0]["incident_updates"]

    assert notice.updates.get().public_id == update["id"]
    assert update["created_at"] == update["display_at"] == "2026-11-19T12:00:00.000Z"
    assert update["updated_at"] == "2026-11-19T13:00:00.000Z"


def test_impact_is_the_worst_it_was_unless_somebody_says_otherwise() -> None:
    component = make_component()
    make_component()
    notice = make_notice(components={component.public_id: "major_outage"})
    say(notice, "Better.", components={component.public_id: "degraded_performance"})
    publish_site()
    sticky = read("incidents")["incidents"][0]["impact"]
    Notice.objects.update(impact_override="minor")
    publish_site(anyway=True)

    assert sticky == "critical"
    assert read("incidents")["incidents"][0]["impact"] == "minor"


def test_the_last_fifty_are_told_with_their_updates() -> None:
    for number in range(52):
        make_notice(f"Number {number}", at=NOON + timedelta(minutes=number))
        make_maintenance(f"Work {number}", begins=NOON + timedelta(days=9, hours=number))
    publish_site()

    incidents = read("incidents")["incidents"]
    planned = read("scheduled-maintenances")["scheduled_maintenances"]

    assert [one["name"] for one in incidents] == [f"Number {n}" for n in range(51, 1, -1)]
    assert [one["name"] for one in planned] == [f"Work {n}" for n in range(51, 1, -1)]
    assert all(len(one["incident_updates"]) == 1 for one in [*incidents, *planned])


def test_the_description_is_published_and_valid(front: str) -> None:
    publish_site()

    described = json.loads(fetch(f"{front}/api/v2/openapi.json").body)

    validate(described)
    assert set(described["paths"]) == {f"/{name}.json" for name in ANSWERS}


@pytest.mark.parametrize(
    "path",
    ["subscribers.json", "subscribers/webhook.json", "incidents/x.json", "summary", "", "x/../y"],
)
def test_what_is_not_there_is_not_found_in_json(front: str, path: str) -> None:
    publish_site()

    for method in ("GET", "HEAD"):
        answer = fetch(f"{front}/api/v2/{path}", method=method)
        assert answer.status == 404
        assert answer.headers["content-type"].startswith("application/json")
        assert answer.headers["access-control-allow-origin"] == "*"
    assert json.loads(fetch(f"{front}/api/v2/{path}").body) == {"error": "not found"}


def test_other_sites_may_ask_and_ask_again(front: str) -> None:
    publish_site()

    for name in ANSWERS:
        address = f"{front}/api/v2/{name}.json"
        first = fetch(address, origin="https://elsewhere.example")
        assert first.headers["access-control-allow-origin"] == "*"
        assert first.headers["content-type"] == "application/json; charset=utf-8"
        assert "set-cookie" not in first.headers
        assert fetch(address, if_none_match=first.headers["etag"]).status == 304
        assert fetch(address, method="OPTIONS").status == 204
