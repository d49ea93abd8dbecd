"""Grafana's webhook: of unified alerting, and of the legacy alerting before version 11.

Sources: Grafana documentation, "Configure the webhook notifier" and, of version 9, "Alert
notifications". Unified alerting has the shape of Alertmanager. Legacy alerting tells of one
rule, in moments, without a time.
"""

from typing import Any

from incidents.alerts.formats.alertmanager import by_group, read, tell_apart
from incidents.alerts.formats.format import Format
from incidents.alerts.formats.reading import identity, text, texts, web_address
from incidents.alerts.formats.shapes import (
    Arrived,
    FiredAlert,
    Greeting,
    Notification,
    Reading,
    Unreadable,
)
from incidents.alerts.kinds import Kind

# What Grafana sends for "Test" at a contact point, and at a notification channel.
TEST, LEGACY_TEST = "TestAlert", "Test notification"
STATES = {"alerting": "firing", "no_data": "firing", "ok": "resolved"}
PASSING = frozenset({"pending", "paused", "unknown"})


def read_grafana(arrived: Arrived) -> Reading:
    if "alerts" not in arrived.body and "ruleName" in arrived.body:
        return _legacy(arrived)
    reading = read(arrived)
    if all(one.labels.get("alertname") == TEST for one in reading.alerts):
        return Greeting("A test of the contact point.")
    return reading


def _legacy(arrived: Arrived) -> Reading:
    body = arrived.body
    name, state = text(body.get("ruleName"), 200).strip(), text(body.get("state"), 40).lower()
    if name == LEGACY_TEST:
        return Greeting("A test of the notification channel.")
    if state in PASSING:
        return Greeting(f"{name} is {state}.")
    if state not in STATES:
        raise Unreadable(f"`state` must be alerting, no_data or ok, not {state!r}.")
    rule = text(body.get("ruleId"), 40) or name
    if not rule:
        raise Unreadable("`ruleId` and `ruleName` are both missing.")
    fingerprint = identity(f"rule:{text(body.get('orgId'), 20) or 1}:{rule}")
    over = STATES[state] == "resolved"
    fired = FiredAlert(
        fingerprint=fingerprint,
        status=STATES[state],
        labels={**texts(body.get("tags"), "`tags`"), "alertname": name or rule},
        annotations=_annotations(body, name or rule),
        starts_at=arrived.at,
        ends_at=arrived.at if over else None,
        generator_url=web_address(body.get("ruleUrl")),
        is_moment=True,
    )
    return Notification(fingerprint, [fired])


def _annotations(body: dict[str, Any], name: str) -> dict[str, str]:
    found = {"summary": name, "description": text(body.get("message"), 2000)}
    matches = body.get("evalMatches")
    found["values"] = ", ".join(
        f"{text(one.get('metric'), 200)}: {text(one.get('value'), 40)}"
        for one in (matches[:20] if isinstance(matches, list) else [])
        if isinstance(one, dict)
    )
    return {label: value for label, value in found.items() if value}


GRAFANA = Format(Kind.GRAFANA, "in/grafana/", read_grafana, lane=by_group, tell_apart=tell_apart)
