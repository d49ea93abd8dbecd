"""Whose turn it is: pure arithmetic over local hand-over times.

A turn begins at the hand-over time of a local day and ends where the next begins, so every
instant has exactly one turn, whatever the clocks do. A hand-over in an hour that a spring
night skips happens at the first instant after the gap; in an hour that an autumn night
repeats, at its first passing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.clock.wall import instant

WEEK = 7
EVERY_DAY = frozenset(range(WEEK))


@dataclass(frozen=True)
class Turns:
    """A rotation's rule: from `starts_on`, every `length_days` days at `handover`.

    Whole weeks are counted by the calendar; any other length by the days of the week that are
    covered (0 is Monday), so that nobody's turns all fall on free days.
    """

    zone: ZoneInfo
    starts_on: date
    handover: time
    length_days: int
    days: frozenset[int] = EVERY_DAY

    def begins(self, number: int) -> datetime:
        """When turn `number` begins (0 is the first), in UTC."""
        return instant(self._day(number * self.length_days), self.handover, self.zone)

    def at(self, moment: datetime) -> int:
        """The number of the turn an instant falls into; negative before the first."""
        days = (moment.astimezone(self.zone).date() - self.starts_on).days
        number = days * len(self._counted) // WEEK // self.length_days
        while self.begins(number) > moment:
            number -= 1
        while self.begins(number + 1) <= moment:
            number += 1
        return number

    def between(self, start: datetime, end: datetime) -> Iterator[tuple[int, datetime, datetime]]:
        """Turns that touch a span: number, begin, end."""
        number = self.at(start)
        while self.begins(number) < end:
            yield number, self.begins(number), self.begins(number + 1)
            number += 1

    @property
    def _counted(self) -> frozenset[int]:
        return self.days if self.length_days % WEEK and self.days else EVERY_DAY

    def _day(self, count: int) -> date:
        """The day that so many counted days after the first are behind."""
        weeks, rest = divmod(count, len(self._counted))
        week = (self.starts_on + timedelta(days=one) for one in range(WEEK))
        counted = [one for one in week if one.weekday() in self._counted]
        return counted[rest] + timedelta(days=WEEK * weeks)
