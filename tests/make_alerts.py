"""Builders of what monitoring sends."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from incidents.alerts.actions.fold_notification import fold_notification
from incidents.alerts.actions.issue_integration import issue_integration
from incidents.alerts.actions.receive_notification import receive_notification
from incidents.alerts.models import InboxItem, Integration, Rule
from tests.make_record import NOON

SECRET = "aci_test-secret"


def make_integration(*, rule: bool = True, **facts: Any) -> Integration:
    integration, _ = issue_integration(name="Alertmanager", by=None, at=NOON, secret=SECRET)
    if rule:
        Rule.objects.create(integration=integration, **facts)
    return integration


def alert(
    fingerprint: str = "7c236f533001f3ce", *, status: str = "firing", **facts: Any
) -> dict[str, Any]:
    """As captured from Alertmanager 0.25: nanoseconds, year 1 for "not ended"."""
    over = "2026-11-19T11:58:00.5Z" if status == "resolved" else "0001-01-01T00:00:00Z"
    return {
        "status": status,
        "labels": {"alertname": "PaymentErrors", "severity": "critical"},
        "annotations": {"summary": "5xx > 5%"} if status == "firing" else {},
        "startsAt": "2026-11-19T11:52:52.427331709Z",
        "endsAt": over,
        "generatorURL": "http://prom/graph",
        "fingerprint": fingerprint,
        **facts,
    }


def notification(*alerts: dict[str, Any], group: str = "payments", **facts: Any) -> bytes:
    body = {"version": "4", "groupKey": group, "status": "firing", "alerts": list(alerts), **facts}
    return json.dumps(body).encode()


def receive(
    integration: Integration, raw: bytes, *, at: datetime = NOON + timedelta(seconds=1)
) -> InboxItem:
    receive_notification(integration=integration, raw=raw, by=None, at=at)
    key = hashlib.sha256(raw).hexdigest()
    return InboxItem.objects.get(integration=integration, dedupe_key=key)


def fire(
    integration: Integration,
    name: str = "aaaa",
    *,
    minute: float,
    over: bool = False,
    group: str = "payments",
    began: float | None = None,
    **facts: Any,
) -> None:
    """Hear, so many minutes after noon, that it fires or is over, and work that in."""
    at = NOON + timedelta(minutes=minute)
    began_at = NOON + timedelta(minutes=minute if began is None else began)
    told = {"startsAt": began_at.isoformat(), **facts}
    if over:
        told = {"status": "resolved", "endsAt": at.isoformat(), **told}
    item = receive(integration, notification(alert(name, **told), group=group), at=at)
    fold_notification(item=item, at=at)
