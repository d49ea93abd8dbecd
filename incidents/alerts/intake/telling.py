"""What an arrival says, in one line."""

from incidents.alerts.formats.registry import read
from incidents.alerts.formats.shapes import (
    Arrived,
    ChangesSeen,
    ConfirmationAsked,
    Notification,
    Reading,
    Unreadable,
)
from incidents.alerts.models import AlertStatus, InboxItem, Integration

WORDS = {AlertStatus.FIRING.value: "fires", AlertStatus.RESOLVED.value: "is over"}


def in_a_line(integration: Integration, item: InboxItem) -> str:
    """Nothing where it cannot be read."""
    arrived = Arrived(item.body, item.received_at, item.said, integration.mapping)
    try:
        return _line(read(integration.kind, arrived))
    except Unreadable:
        return ""


def _line(reading: Reading) -> str:
    if isinstance(reading, ConfirmationAsked):
        return f"{reading.topic} asks to be confirmed"
    if isinstance(reading, ChangesSeen):
        return _first([f"{one.title}: {one.state}" for one in reading.changes])
    if isinstance(reading, Notification):
        return _first(
            [f"{one.title} {WORDS.get(one.status, one.status)}" for one in reading.alerts]
        )
    return ""


def _first(said: list[str]) -> str:
    if not said:
        return ""
    return said[0] if len(said) == 1 else f"{said[0]}, and {len(said) - 1} more"
