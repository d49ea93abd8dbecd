"""Bars and percentages of a component's past days.

``uptime = 1 - (major + w * partial) / covered``; degraded and maintenance count nothing;
time before the start date is no data, never up; floored, so that 100 % means no outage.
What was corrected counts as the correction says, the later one where two speak of a moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import floor
from zoneinfo import ZoneInfo

from django.conf import settings

from statuspage.models.component import RANK, ComponentStatus

NO_DATA = "no_data"
OPERATIONAL = ComponentStatus.OPERATIONAL.value
NONE = timedelta()
CALENDARS = 16
Calendar = tuple[tuple[date, datetime, datetime], ...]


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
    corrected: bool = False


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


def corrected_by(history: Sequence[Span], corrections: Sequence[Span]) -> list[Span]:
    """The same time without gap or overlap, but as the corrections say it was."""
    found = list(history)
    for said in corrections:
        parts = []
        for span in found:
            begins, ends = max(span.start, said.start), min(span.end, said.end)
            if begins >= ends:
                parts.append(span)
                continue
            parts += [
                Span(status, start, end)
                for status, start, end in (
                    (span.status, span.start, begins),
                    (said.status, begins, ends),
                    (span.status, ends, span.end),
                )
                if end > start
            ]
        found = parts
    return found


def history(
    changes: Sequence[tuple[datetime, str]],
    corrections: Sequence[Span],
    *,
    start: datetime,
    end: datetime,
) -> list[Span]:
    """What counts between two moments."""
    return corrected_by(spans(changes, start=start, end=end), corrections)


@lru_cache(CALENDARS)
def calendar(last: date, count: int, zone: ZoneInfo) -> Calendar:
    """The days up to the last one, each with its first moment and the next day's, in UTC."""
    found = [last - timedelta(days=back) for back in range(count - 1, -2, -1)]
    edges = [midnight(day, zone) for day in found]
    return tuple(zip(found[:-1], edges[:-1], edges[1:], strict=True))


def days(
    history: Sequence[Span],
    *,
    within: Sequence[tuple[date, datetime, datetime]],
    covered_from: datetime,
    corrected: Sequence[Span] = (),
) -> list[Day]:
    """One cell for each day `within`, oldest first; the worst status of the day, and whether
    any of it was corrected."""
    cells = []
    position = 0
    for day, begins, ends in within:
        since = begins if begins > covered_from else covered_from
        while position < len(history) and history[position].end <= begins:
            position += 1
        parts = [] if ends <= covered_from else _parts(history, position, since, ends)
        if not parts:
            cells.append(Day(day, NO_DATA, NONE))
            continue
        touched = bool(corrected) and any(one.start < ends and one.end > since for one in corrected)
        cells.append(Day(day, *_sum(parts), touched))
    return cells


def _parts(
    history: Sequence[Span], position: int, since: datetime, ends: datetime
) -> list[tuple[str, timedelta]]:
    """Each status between two moments and how long it held, from a place in history on."""
    found = []
    while position < len(history) and (span := history[position]).start < ends:
        if span.end > since:
            found.append((span.status, min(span.end, ends) - max(span.start, since)))
        position += 1
    return found


def _sum(parts: Sequence[tuple[str, timedelta]]) -> tuple[str, timedelta]:
    """The worst status, and how long it was not operational."""
    if len(parts) == 1:
        status, time = parts[0]
        return status, NONE if status == OPERATIONAL else time
    worst = max((status for status, _ in parts), key=RANK.__getitem__)
    return worst, sum((time for status, time in parts if status != OPERATIONAL), start=NONE)


@dataclass(frozen=True)
class Account:
    """Seconds covered, and seconds lost of them, weighted."""

    covered: float
    lost: float

    @property
    def percentage(self) -> float | None:
        """Per cent with two decimals, floored; None when nothing is covered."""
        if not self.covered:
            return None
        found = floor((1 - self.lost / self.covered) * 10000) / 100
        return min(found, 99.99) if self.lost else found


def account(
    history: Sequence[Span], *, covered_from: datetime, until: datetime | None = None
) -> Account:
    weight = {
        ComponentStatus.MAJOR_OUTAGE.value: 1.0,
        ComponentStatus.PARTIAL_OUTAGE.value: settings.PARTIAL_OUTAGE_WEIGHT,
        ComponentStatus.DEGRADED_PERFORMANCE.value: settings.DEGRADED_WEIGHT,
    }
    covered = lost = 0.0
    for span in history:
        end = min(span.end, until) if until else span.end
        seconds = (end - max(span.start, covered_from)).total_seconds()
        if seconds > 0:
            covered += seconds
            lost += seconds * weight.get(span.status, 0.0)
    return Account(covered, lost)


def percentage(history: Sequence[Span], *, covered_from: datetime) -> float | None:
    """As an account says it."""
    return account(history, covered_from=covered_from).percentage


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The day's first moment, in UTC: within one zone Python subtracts by the wall clock."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
