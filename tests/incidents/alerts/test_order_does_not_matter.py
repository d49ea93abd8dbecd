"""Whatever arrives is answered in words, and in whatever order: the end is the same."""

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.alerts.formats.registry import DOORS
from incidents.alerts.kinds import Kind
from incidents.alerts.models import Alert, InboxItem, Integration, LastWord
from incidents.record.models import Change
from tests.make_alerts import alert, notification
from tests.make_sources import (
    Amazon,
    alarm,
    bearer,
    datadog,
    make_source,
    newrelic,
    post,
    secret_of,
    signed,
    work_in,
)

pytestmark = pytest.mark.django_db

TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts"
NAMES = [
    *("alerts", "status", "labels", "annotations", "startsAt", "endsAt", "fingerprint"),
    *("groupKey", "event_action", "dedup_key", "payload", "summary", "source", "severity"),
    *("timestamp", "custom_details", "links", "id", "transition", "title", "tags", "name"),
    *("date_posix", "state", "createdAt", "updatedAt", "data", "issue", "event", "time"),
    *("metric_alert", "issue_id", "action", "deployment", "deployment_status", "repository"),
    *("full_name", "object_kind", "deployment_id", "project", "user", "workflow_run"),
    *("release", "status_changed_at", "Type", "Message", "TopicArn"),
]
WORDS = st.sampled_from(
    ["firing", "resolved", "trigger", "resolve", "deployment", "success", "2026-11-19T11:00:00Z",
     "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "\x00", "\ud800", "$ID", ""]
)  # fmt: skip
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | WORDS
ANYTHING = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=20,
)
OBJECT = st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=8)


def proof(kind: str, raw: bytes, event: str) -> dict[str, str]:
    if kind in {"github", "sentry"}:
        return signed(kind, raw, X_GitHub_Event=event, Sentry_Hook_Resource=event)
    if kind == "gitlab":
        return {"X-Gitlab-Token": secret_of("gitlab")}
    if kind == "pagerduty":
        return {"X-Routing-Key": secret_of("pagerduty")}
    return bearer(kind)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=OBJECT | ANYTHING, event=st.sampled_from(["", *NAMES]), number=st.integers(0, 11))
def test_any_json_is_taken_or_refused_in_words(body: Any, event: str, number: int) -> None:
    door = DOORS[number]
    if not Integration.objects.exists():
        for kind in Kind.values:
            make_source(kind, topics=TOPIC, most_a_minute=10**9)
    raw = json.dumps(body).encode()

    answer = Client().post(
        f"/{door.path}", raw, content_type="application/json", headers=proof(door.kind, raw, event)
    )

    assert 200 <= answer.status_code < 500
    assert answer.status_code != 429
    assert json.loads(answer.content)
    work_in()


def of_alertmanager() -> tuple[str, list[bytes]]:
    again = {"startsAt": "2026-11-19T12:52:52Z"}
    return "alertmanager", [
        notification(alert()),
        notification(alert(status="resolved")),
        notification(alert(**again)),
        notification(alert(), repeat=1),
    ]


def of_datadog() -> tuple[str, list[bytes]]:
    return "datadog", [
        json.dumps(one).encode()
        for one in (
            datadog(date_posix="1700000000"),
            datadog("Re-Triggered", date_posix="1700000030"),
            datadog("Recovered", date_posix="1700000060"),
            datadog("Triggered", cycle="c2", date_posix="1700000090"),
        )
    ]


def of_newrelic() -> tuple[str, list[bytes]]:
    return "newrelic", [
        json.dumps(one).encode()
        for one in (
            newrelic("CREATED"),
            newrelic("ACTIVATED", updatedAt=1_700_000_070_000),
            newrelic("CLOSED", updatedAt=1_700_000_090_000),
        )
    ]


def of_json() -> tuple[str, list[bytes]]:
    told = [("down", "11:00"), ("down", "11:01"), ("resolved", "11:02"), ("down", "11:05")]
    return "json", [
        json.dumps({"id": "shop", "status": status, "time": f"2026-11-19T{at}:00Z"}).encode()
        for status, at in told
    ]


def of_sns() -> tuple[str, list[bytes]]:
    amazon = Amazon()
    amazon.is_known()
    told = [("ALARM", "10"), ("OK", "11"), ("ALARM", "12")]
    return "sns", [
        json.dumps(
            amazon.letter(
                alarm(value, StateChangeTime=f"2026-11-19T11:{minute}:00.000+0000"), number=minute
            )
        ).encode()
        for value, minute in told
    ]


def of_sentry() -> tuple[str, list[bytes]]:
    def event(minute: int) -> dict[str, Any]:
        when = f"2026-11-19T11:{minute}:00Z"
        about = {"issue_id": "7", "title": "T", "datetime": when}
        return {"action": "triggered", "data": {"event": about}}

    return "sentry", [json.dumps(event(minute)).encode() for minute in (10, 11, 12)]


@pytest.mark.parametrize(
    "told", [of_alertmanager, of_datadog, of_newrelic, of_json, of_sns, of_sentry]
)
def test_any_order_leads_to_the_same(told: Callable[[], tuple[str, list[bytes]]]) -> None:
    kind, bodies = told()
    make_source(kind, topics=TOPIC, most_a_minute=10**9)
    finals = set()

    for order in itertools.permutations(bodies):
        for model in (Alert, InboxItem, LastWord, Change):
            model._default_manager.all().delete()
        for raw in order:
            status, answer = post(f"/in/{kind}/", raw, **proof(kind, raw, ""))
            assert status in {200, 202}, answer
            work_in()
        facts = Alert.objects.order_by("fingerprint", "starts_at")
        newest = {one.fingerprint: (one.status, one.ends_at) for one in facts}
        finals.add(tuple(sorted(newest.items(), key=str)))

    assert len(finals) == 1
