"""One event of each kind, as its source sends it: what the test button sends."""

import json
from datetime import datetime
from typing import Any

from incidents.alerts.kinds import Kind

TITLE = "A test from Allclear"


def sample(kind: str, *, at: datetime) -> bytes:
    """Bytes that an integration of this kind would take in."""
    now, number = at.isoformat(), int(at.timestamp())
    alert = {
        "status": "firing",
        "labels": {"alertname": TITLE},
        "annotations": {"summary": TITLE},
        "startsAt": now,
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": "allclear-test",
        "generatorURL": "",
    }
    together = {"version": "4", "groupKey": "allclear-test", "alerts": [alert]}
    payload = {"summary": TITLE, "source": "allclear", "severity": "info"}
    deployment = {"id": number, "ref": "test", "task": TITLE, "created_at": now}
    bodies: dict[str, dict[str, Any]] = {
        Kind.ALERTMANAGER: together,
        Kind.GRAFANA: together,
        Kind.PAGERDUTY: {
            "event_action": "trigger",
            "dedup_key": "allclear-test",
            "payload": payload,
        },
        Kind.DATADOG: {"id": "allclear-test", "title": TITLE, "date_posix": str(number)},
        Kind.NEWRELIC: {"id": "allclear-test", "title": TITLE, "createdAt": number * 1000},
        Kind.SNS: {
            "Type": "Notification",
            "MessageId": f"allclear-test-{number}",
            "Message": TITLE,
            "Timestamp": now,
        },
        Kind.SENTRY: {"action": "created", "data": {"issue": {"id": number, "title": TITLE}}},
        Kind.JSON: {"id": "allclear-test", "title": TITLE, "time": now},
        Kind.GITHUB: {"deployment": deployment},
        Kind.GITLAB: {
            "object_kind": "deployment",
            "deployment_id": number,
            "status": "success",
            "status_changed_at": now,
        },
        Kind.CHANGES: {"id": f"allclear-test-{number}", "title": TITLE, "time": now},
    }
    return json.dumps(bodies[kind]).encode()
