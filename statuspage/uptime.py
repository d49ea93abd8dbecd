"""Bars and percentages of a component's past days.

``uptime = 1 - (major + w * partial) / covered``; degraded and maintenance count nothing;
time before the start date is no data, never up; floored, so that 100 % means no outage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import floor
from zoneinfo import ZoneInfo

from statuspage.models.component import RANK, ComponentStatus

PARTIAL_WEIGHT = 0.3
NO_DATA = "no_data"
WEIGHT = {ComponentStatus.MAJOR_OUTAGE: 1.0, ComponentStatus.PARTIAL_OUTAGE: PARTIAL_WEIGHT}


@dataclass(frozen=True)
class Span:
    """A status from one moment to the next."""

    status: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Day:
    day: date
    status: str
    down: timedelta


def spans(
    changes: Sequence[tuple[datetime, str, str]], *, current: str, start: datetime, end: datetime
) -> list[Span]:
    """Statuses between two moments, from (at, old, new) changes in order of time."""
    found = []
    status = changes[0][1] if changes else current
    since = start
    for at, _old, new in changes:
        moment = min(max(at, start), end)
        if moment > since:
            found.append(Span(status, since, moment))
            since = moment
        status = new
    if end > since:
        found.append(Span(status, since, end))
    return found


def days(
    history: Sequence[Span], *, last: date, count: int, zone: ZoneInfo, covered_from: datetime
) -> list[Day]:
    """One cell a day of the page's zone, oldest first; the worst status of the day."""
    cells = []
    for offset in range(count - 1, -1, -1):
        day = last - timedelta(days=offset)
        begins = datetime(day.year, day.month, day.day, tzinfo=zone)
        after = day + timedelta(days=1)
        ends = datetime(after.year, after.month, after.day, tzinfo=zone)
        parts = [
            (span, min(span.end, ends) - max(span.start, begins, covered_from))
            for span in history
            if span.start < ends and span.end > max(begins, covered_from)
        ]
        if ends <= covered_from or not parts:
            cells.append(Day(day, NO_DATA, timedelta()))
            continue
        worst = max((span.status for span, _ in parts), key=lambda one: RANK[str(one)])
        down = sum((time for span, time in parts if span.status in WEIGHT), start=timedelta())
        cells.append(Day(day, worst, down))
    return cells


def percentage(history: Sequence[Span], *, covered_from: datetime) -> float | None:
    """Per cent with two decimals, floored; None when nothing is covered."""
    covered = lost = 0.0
    for span in history:
        seconds = (span.end - max(span.start, covered_from)).total_seconds()
        if seconds > 0:
            covered += seconds
            lost += seconds * WEIGHT.get(ComponentStatus(span.status), 0.0)
    if not covered:
        return None
    return floor((1 - lost / covered) * 10000 + 1e-8) / 100
