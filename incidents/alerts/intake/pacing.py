"""How much of an integration is taken in a minute.

Counting each of a storm's alerts in the database would cost as much as keeping it, so each
process takes a hundredth of the minute's measure at once and gives it out by itself.
"""

import threading
import time
from datetime import datetime, timedelta

from django.db import DatabaseError

from incidents.alerts.models import Integration
from portal.web import limits

A_MINUTE = timedelta(minutes=1)
PORTIONS = 100
# Who is refused is refused without asking the database again, for so many seconds.
REFUSED_FOR = 1.0

_lock = threading.Lock()
_left: dict[int, tuple[int, float]] = {}
_refused: dict[int, float] = {}


def take_one(integration: Integration, *, at: datetime) -> bool:
    """False when the minute's measure is used up. Without a count it is not."""
    now = time.monotonic()
    with _lock:
        left, until = _left.get(integration.pk, (0, 0.0))
        if left > 0 and now < until:
            _left[integration.pk] = (left - 1, until)
            return True
        if now < _refused.get(integration.pk, 0.0):
            return False
    portion = max(1, integration.most_a_minute // PORTIONS)
    taken = _take_portion(integration, portion, at=at)
    with _lock:
        if taken:
            _left[integration.pk] = (portion - 1, now + A_MINUTE.total_seconds())
        else:
            _refused[integration.pk] = now + REFUSED_FOR
    return taken


def _take_portion(integration: Integration, portion: int, *, at: datetime) -> bool:
    most = max(1, integration.most_a_minute // portion)
    try:
        return limits.take(f"alerts.intake:{integration.pk}", limit=most, within=A_MINUTE, at=at)
    except DatabaseError:
        return True
