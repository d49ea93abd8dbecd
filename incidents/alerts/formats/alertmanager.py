"""Alertmanager's webhook, version 4, and Grafana's, which says version 1.

Sources: Prometheus Alertmanager documentation, `webhook_config`; Grafana documentation,
"Configure the webhook notifier". Times carry nanoseconds; year 1 means "not ended". A
resolved alert may come without annotations, and one notification mixes firing and resolved.
"""

import hashlib
from typing import Any

from incidents.alerts.formats.format import Format
from incidents.alerts.formats.reading import moment, text, texts, web_address
from incidents.alerts.formats.shapes import (
    Arrived,
    FiredAlert,
    Greeting,
    Notification,
    Reading,
    Unreadable,
)
from incidents.alerts.kinds import Kind

# What Grafana sends for "Test" at a contact point.
TEST = "TestAlert"


def read(arrived: Arrived) -> Reading:
    """Check the shape and read it; raises Unreadable naming the field."""
    alerts = arrived.body.get("alerts")
    if not isinstance(alerts, list) or not alerts:
        raise Unreadable("`alerts` must be a list with at least one alert.")
    return Notification(
        group_key=text(arrived.body.get("groupKey"), 500),
        alerts=[_alert(one, number) for number, one in enumerate(alerts)],
    )


def read_grafana(arrived: Arrived) -> Reading:
    reading = read(arrived)
    if isinstance(reading, Notification) and all(
        one.labels.get("alertname") == TEST for one in reading.alerts
    ):
        return Greeting("A test of the contact point.")
    return reading


def by_group(arrived: Arrived, reading: Reading) -> str:
    """A group is worked in together."""
    group = reading.group_key if isinstance(reading, Notification) else ""
    return hashlib.sha256(group.encode(errors="replace")).hexdigest() if group else ""


def _alert(one: Any, number: int) -> FiredAlert:
    where = f"alerts[{number}]"
    if not isinstance(one, dict):
        raise Unreadable(f"{where} must be an object.")
    status = one.get("status")
    if status not in ("firing", "resolved"):
        raise Unreadable(f"{where}.status must be firing or resolved, not {text(status, 80)!r}.")
    fingerprint = text(one.get("fingerprint"), 120)
    if not fingerprint:
        raise Unreadable(f"{where}.fingerprint is missing.")
    starts_at = moment(one.get("startsAt"), f"{where}.startsAt")
    if starts_at is None:
        raise Unreadable(f"{where}.startsAt is missing.")
    ends_at = moment(one.get("endsAt"), f"{where}.endsAt")
    if status == "resolved" and ends_at is None:
        raise Unreadable(f"{where}.endsAt is missing though the alert is resolved.")
    return FiredAlert(
        fingerprint=fingerprint,
        status=status,
        labels=texts(one.get("labels"), f"{where}.labels"),
        annotations=texts(one.get("annotations"), f"{where}.annotations"),
        starts_at=starts_at,
        ends_at=ends_at if status == "resolved" else None,
        generator_url=web_address(one.get("generatorURL")),
    )


ALERTMANAGER = Format(Kind.ALERTMANAGER, "in/alertmanager/", read, lane=by_group)
GRAFANA = Format(Kind.GRAFANA, "in/grafana/", read_grafana, lane=by_group)
