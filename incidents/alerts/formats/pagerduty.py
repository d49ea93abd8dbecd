"""PagerDuty's Events API v2, taken in as PagerDuty does.

Source: PagerDuty documentation, "Send an Alert Event". Its clients send
no time of their own as a rule, so an event counts from when it came; the same bytes twice may
be two events, because after a resolve a trigger opens a new alert.
"""

import secrets
from dataclasses import replace
from typing import Any

from incidents.alerts.formats.format import Answer, Format, Proof
from incidents.alerts.formats.reading import MOST_LABELS, any_moment, identity, text, web_address
from incidents.alerts.formats.shapes import (
    Arrived,
    FiredAlert,
    Notification,
    Reading,
    Unreadable,
)
from incidents.alerts.kinds import Kind

BUSY = 429
LONGEST_SUMMARY, LONGEST_KEY = 1024, 255
SEVERITIES = ("critical", "error", "warning", "info")
STATUSES = {"trigger": "firing", "acknowledge": "acknowledged", "resolve": "resolved"}
ROUTING_KEY_HEADER, SECRET, ACTION = "x-routing-key", "routing_key", "event_action"


def make_key(arrived: Arrived) -> Arrived:
    """Without a dedup_key, a trigger gets one, which is answered."""
    body = without(arrived, SECRET).body
    if body.get(ACTION) == "trigger" and not body.get("dedup_key"):
        body["dedup_key"] = secrets.token_hex(16)
    return replace(arrived, body=body)


def without(arrived: Arrived, *names: str) -> Arrived:
    """The routing key, for one, opens the door and is kept nowhere."""
    body = {name: value for name, value in arrived.body.items() if name not in names}
    return replace(arrived, body=body)


def read_alert(arrived: Arrived) -> Notification:
    body = arrived.body
    action = body.get(ACTION)
    faults: list[str] = []
    if not isinstance(action, str) or action not in STATUSES:
        faults.append("'event_action' must be one of trigger, acknowledge, resolve")
    key = text(body.get("dedup_key"))
    if not key:
        faults.append("'dedup_key' is missing or blank")
    elif len(key) > LONGEST_KEY:
        faults.append(f"Length of 'dedup_key' is incorrect (at most {LONGEST_KEY} characters)")
    payload = body.get("payload")
    if action == "trigger":
        faults += _faults_of_payload(payload)
    if faults:
        raise Unreadable("; ".join(faults))
    said = payload if isinstance(payload, dict) else {}
    return Notification(group_key=key, alerts=[_fired(arrived, str(action), said)])


def _faults_of_payload(payload: Any) -> list[str]:
    if not isinstance(payload, dict):
        return ["'payload' is missing or blank"]
    faults = [
        f"'payload.{name}' is missing or blank"
        for name in ("summary", "source", "severity")
        if not isinstance(payload.get(name), str) or not str(payload[name]).strip()
    ]
    if not faults and payload["severity"].lower() not in SEVERITIES:
        faults.append(f"'payload.severity' is invalid (must be one of {', '.join(SEVERITIES)})")
    if len(text(payload.get("summary"), LONGEST_SUMMARY + 1)) > LONGEST_SUMMARY:
        faults.append("'payload.summary' is too long (at most 1024 characters)")
    return faults


def _fired(arrived: Arrived, action: str, payload: dict[str, Any]) -> FiredAlert:
    at = arrived.at
    if action == "trigger" and payload.get("timestamp"):
        told = any_moment(payload["timestamp"], "'payload.timestamp'")
        at = min(told or arrived.at, arrived.at)
    key = text(arrived.body.get("dedup_key"))
    client = text(arrived.body.get("client"), 160)
    return FiredAlert(
        fingerprint=identity(key),
        status=STATUSES[action],
        labels=_labels(payload),
        annotations=_annotations(arrived.body, payload),
        starts_at=at,
        ends_at=at if action == "resolve" else None,
        generator_url=web_address(arrived.body.get("client_url")),
        is_moment=True,
        acknowledged_by=client or "a client of PagerDuty events",
    )


def _labels(payload: dict[str, Any]) -> dict[str, str]:
    names = ("severity", "source", "component", "group", "class")
    labels = {name: text(payload[name], 400) for name in names if payload.get(name)}
    if "severity" in labels:
        labels["severity"] = labels["severity"].lower()
    details = payload.get("custom_details")
    if isinstance(details, dict):
        for name, value in list(details.items())[:MOST_LABELS]:
            if isinstance(value, str | int | float) and str(name) not in labels:
                labels[str(name)[:200]] = text(value, 400)
    return labels


def _annotations(body: dict[str, Any], payload: dict[str, Any]) -> dict[str, str]:
    found = {}
    if payload.get("summary"):
        found["summary"] = text(payload["summary"], LONGEST_SUMMARY)
    if payload.get("custom_details"):
        found["details"] = text(payload["custom_details"])
    for place, one in enumerate(objects(body.get("links")), start=1):
        address = web_address(one.get("href"))
        if address:
            found[f"link {place}"] = address
    for place, one in enumerate(objects(body.get("images")), start=1):
        address = web_address(one.get("href")) or web_address(one.get("src"))
        if address:
            found[f"image {place}"] = address
    return found


def objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)][:10] if isinstance(value, list) else []


def accept_alert(arrived: Arrived, reading: Reading, created: bool) -> Answer:
    key = text(arrived.body.get("dedup_key"))
    return Answer(202, {"status": "success", "message": "Event processed", "dedup_key": key})


def refuse(error: Unreadable) -> Answer:
    return Answer(
        400,
        {
            "status": "invalid event",
            "message": "Event object is invalid",
            "errors": str(error).split("; "),
        },
    )


def unproven(why: str) -> Answer:
    """As PagerDuty says it, so that its clients show it and do not come again."""
    return refuse(Unreadable("Invalid routing key"))


def every_event(arrived: Arrived, reading: Reading) -> str:
    """No event is told apart from another by what it says."""
    return ""


EVENTS = Format(
    Kind.PAGERDUTY,
    "v2/enqueue",
    read_alert,
    proof=Proof.ROUTING_KEY,
    tell_apart=every_event,
    prepare=make_key,
    accept=accept_alert,
    refuse=refuse,
    unproven=unproven,
    busy=BUSY,
)
