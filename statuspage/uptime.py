"""Bars and percentages of a component's past days.

``uptime = 1 - (major + w * partial) / covered``; degraded and maintenance count nothing;
time before the start date is no data, never up; floored, so that 100 % means no outage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import floor
from zoneinfo import ZoneInfo

from django.conf import settings

from statuspage.models.component import RANK, ComponentStatus

NO_DATA = "no_data"


@dataclass(frozen=True)
class Span:
    """A status from one moment to the next."""

    status: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Day:
    """One day of the page's zone: the worst status, and how long it was not operational."""

    day: date
    status: str
    troubled: timedelta


def spans(changes: Sequence[tuple[datetime, str]], *, start: datetime, end: datetime) -> list[Span]:
    """Statuses between two moments, from (at, new status) changes in order of time; before
    the first change a component is operational."""
    found = []
    status, since = str(ComponentStatus.OPERATIONAL), start
    for at, new in changes:
        moment = min(max(at, start), end)
        if moment > since:
            found.append(Span(status, since, moment))
            since = moment
        status = new
    if end > since:
        found.append(Span(status, since, end))
    return found


def calendar(last: date, count: int, zone: ZoneInfo) -> list[tuple[date, datetime, datetime]]:
    """The days up to the last one, each with its first moment and the next day's, in UTC."""
    found = [last - timedelta(days=back) for back in range(count - 1, -2, -1)]
    edges = [midnight(day, zone) for day in found]
    return list(zip(found[:-1], edges[:-1], edges[1:], strict=True))


def days(
    history: Sequence[Span],
    *,
    within: Sequence[tuple[date, datetime, datetime]],
    covered_from: datetime,
) -> list[Day]:
    """One cell for each day `within`, oldest first; the worst status of the day."""
    cells = []
    position = 0
    for day, begins, ends in within:
        since = max(begins, covered_from)
        while position < len(history) and history[position].end <= begins:
            position += 1
        parts = []
        for span in history[position:]:
            if span.start >= ends:
                break
            if span.end > since:
                parts.append((span.status, min(span.end, ends) - max(span.start, since)))
        if ends <= covered_from or not parts:
            cells.append(Day(day, NO_DATA, timedelta()))
            continue
        worst = max((status for status, _ in parts), key=RANK.__getitem__)
        troubled = (time for status, time in parts if status != ComponentStatus.OPERATIONAL)
        cells.append(Day(day, worst, sum(troubled, start=timedelta())))
    return cells


def percentage(history: Sequence[Span], *, covered_from: datetime) -> float | None:
    """Per cent with two decimals, floored; None when nothing is covered."""
    weight = {
        ComponentStatus.MAJOR_OUTAGE.value: 1.0,
        ComponentStatus.PARTIAL_OUTAGE.value: settings.PARTIAL_OUTAGE_WEIGHT,
        ComponentStatus.DEGRADED_PERFORMANCE.value: settings.DEGRADED_WEIGHT,
    }
    covered = lost = 0.0
    for span in history:
        seconds = (span.end - max(span.start, covered_from)).total_seconds()
        if seconds > 0:
            covered += seconds
            lost += seconds * weight.get(span.status, 0.0)
    if not covered:
        return None
    return floor((1 - lost / covered) * 10000) / 100


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The day's first moment, in UTC: within one zone Python subtracts by the wall clock."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
