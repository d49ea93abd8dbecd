"""What a mapping would make of an example; nothing is kept."""

from datetime import datetime
from typing import Any

from incidents.alerts.formats.reading import decode
from incidents.alerts.formats.registry import read
from incidents.alerts.formats.shapes import Arrived, ChangesSeen, Notification, Unreadable
from incidents.alerts.models import Integration


def try_mapping(
    integration: Integration, mapping: dict[str, Any], sample: str, *, at: datetime
) -> dict[str, Any]:
    """`lines`: what was found, name by name; or `error`, in words."""
    try:
        arrived = Arrived(decode(sample.encode(errors="replace")), at, {}, mapping)
        reading = read(integration.kind, arrived)
    except Unreadable as error:
        return {"error": str(error)}
    if isinstance(reading, Notification):
        return {"lines": _of_alert(reading)}
    if isinstance(reading, ChangesSeen):
        one = reading.changes[0]
        found = {
            "Change": one.title,
            "Its id": one.external_id,
            "State": one.state,
            "When": one.said_at,
            "Service": one.service,
            "Version": one.version,
            "Environment": one.environment,
            "By": one.by_name,
            "Link": one.url,
        }
        return {"lines": [(name, value) for name, value in found.items() if value]}
    return {"lines": []}


def _of_alert(reading: Notification) -> list[tuple[str, object]]:
    one = reading.alerts[0]
    labels = [(f"Label {name}", value) for name, value in one.labels.items()]
    found: list[tuple[str, object]] = [
        ("Alert", one.title),
        ("Its key", one.fingerprint),
        ("State", one.status),
        ("When", one.starts_at),
        ("Group", reading.group_key),
        *labels,
        ("Description", one.annotations.get("description", "")),
        ("Link", one.generator_url),
    ]
    return [(name, value) for name, value in found if value]
