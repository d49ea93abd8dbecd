"""Builders of planned maintenance."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from statuspage.actions.schedule_maintenance import schedule_maintenance
from statuspage.models import Notice
from tests.make_record import NOON

_numbers = count(1)
HOUR = timedelta(hours=1)


def make_maintenance(
    title: str = "Database upgrade",
    *,
    begins: datetime = NOON + 24 * HOUR,
    ends: datetime | None = None,
    at: datetime = NOON,
    **facts: Any,
) -> Notice:
    return schedule_maintenance(
        **{
            "title": title,
            "text": "Payments keep working. Refunds may be late.",
            "scheduled_for": begins,
            "scheduled_until": ends or begins + HOUR,
            "components": [],
            "key": f"maintenance-{next(_numbers)}",
            "by_name": "Mei Chen",
            "at": at,
            **facts,
        }
    )
