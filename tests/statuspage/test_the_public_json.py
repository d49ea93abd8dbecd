"""Statuspage's v2 shapes: every key, every type."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from statuspage.sentences import page_sentence
from statuspage.snapshot.publishing import publish_site
from tests.make_record import NOON
from tests.make_statuspage import Visitor, make_component, make_notice

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
