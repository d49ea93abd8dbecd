"""Alertmanager's webhook, version 4, and what shares its shape: Grafana says version 1.

Source: Prometheus Alertmanager documentation, `webhook_config`. Times carry nanoseconds; year 1
means "not ended", or that a time was never set. A resolved alert may come without annotations,
and one notification mixes firing and resolved.
"""

import hashlib
import json
from typing import Any

from incidents.alerts.formats.format import Format
from incidents.alerts.formats.reading import (
    LONGEST_GROUP,
    identity,
    moment,
    text,
    texts,
    web_address,
)
from incidents.alerts.formats.shapes import Arrived, FiredAlert, Notification, Reading, Unreadable
from incidents.alerts.kinds import Kind

# Where Grafana says what else can be looked at.
LOOKED_AT = {"dashboardURL": "dashboard", "panelURL": "panel", "valueString": "values"}


def read(arrived: Arrived) -> Notification:
    """Check the shape and read it; raises Unreadable naming the field."""
    alerts = arrived.body.get("alerts")
    if not isinstance(alerts, list) or not alerts:
        raise Unreadable("`alerts` must be a list with at least one alert.")
    left_out = _left_out(arrived.body.get("truncatedAlerts"))
    return Notification(
        group_key=identity(text(arrived.body.get("groupKey")), LONGEST_GROUP),
        alerts=[_alert(arrived, one, number, left_out) for number, one in enumerate(alerts)],
    )


def tell_apart(arrived: Arrived, reading: Reading) -> str:
    """The same bytes are the same, where they tell their own times."""
    timeless = isinstance(reading, Notification) and any(one.is_moment for one in reading.alerts)
    return "" if timeless else "bytes"


def by_group(arrived: Arrived, reading: Reading) -> str:
    """A group is worked in together."""
    group = reading.group_key if isinstance(reading, Notification) else ""
    return hashlib.sha256(group.encode(errors="replace")).hexdigest() if group else ""


def _left_out(said: Any) -> dict[str, str]:
    """What `max_alerts` kept back at the source, which nobody here can see."""
    if not isinstance(said, int) or said < 1:
        return {}
    return {"left out": f"{said} more of this group were not sent (max_alerts)."}


def _alert(arrived: Arrived, one: Any, number: int, left_out: dict[str, str]) -> FiredAlert:
    where = f"alerts[{number}]"
    if not isinstance(one, dict):
        raise Unreadable(f"{where} must be an object.")
    status = one.get("status")
    if status not in ("firing", "resolved"):
        raise Unreadable(f"{where}.status must be firing or resolved, not {text(status, 80)!r}.")
    labels = texts(one.get("labels"), f"{where}.labels")
    began = moment(one.get("startsAt"), f"{where}.startsAt")
    ended = None
    if status == "resolved":
        told = moment(one.get("endsAt"), f"{where}.endsAt") if began else None
        ended = told or arrived.at
    annotations = texts(one.get("annotations"), f"{where}.annotations")
    return FiredAlert(
        fingerprint=identity(text(one.get("fingerprint"))) or _fingerprint(labels, where),
        status=status,
        labels=labels,
        annotations=annotations and {**annotations, **_looked_at(one), **left_out},
        starts_at=began or arrived.at,
        ends_at=ended,
        generator_url=web_address(one.get("generatorURL")),
        is_moment=began is None,
    )


def _fingerprint(labels: dict[str, str], where: str) -> str:
    """Older senders leave it out; the labels are what makes an alert the same."""
    if not labels:
        raise Unreadable(f"{where}.fingerprint is missing, and so are the labels.")
    return hashlib.sha256(json.dumps(labels, sort_keys=True).encode()).hexdigest()[:16]


def _looked_at(one: dict[str, Any]) -> dict[str, str]:
    return {name: text(one[said], 1000) for said, name in LOOKED_AT.items() if one.get(said)}


ALERTMANAGER = Format(
    Kind.ALERTMANAGER, "in/alertmanager/", read, lane=by_group, tell_apart=tell_apart
)
