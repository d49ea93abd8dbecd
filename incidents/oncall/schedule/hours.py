"""The part of a week that somebody covers: pure arithmetic over local days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from incidents.oncall.schedule.turns import EVERY_DAY
from portal.clock.wall import instant

DAY = timedelta(days=1)
Window = tuple[datetime, datetime]


@dataclass(frozen=True)
class Hours:
    """From `begins` to `ends` on a local clock, on these days of the week (0 is Monday). What
    ends when or before it begins ends on the next day; without times the days are whole.

    A time that a spring night skips is the end of the gap, one that an autumn night repeats
    its first passing.
    """

    zone: ZoneInfo
    days: frozenset[int] = EVERY_DAY
    begins: time = time(0)
    ends: time = time(0)

    def window(self, at: datetime) -> Window | None:
        """The window an instant falls into."""
        return next((one for one in self.windows(at, at) if one[0] <= at < one[1]), None)

    def windows(self, start: datetime, end: datetime) -> Iterator[Window]:
        """Those that touch a span, in order."""
        day = start.astimezone(self.zone).date() - 2 * DAY
        last = end.astimezone(self.zone).date() + DAY
        while day <= last:
            if day.weekday() in self.days:
                begins = instant(day, self.begins, self.zone)
                until = day if self.ends > self.begins else day + DAY
                ends = instant(until, self.ends, self.zone)
                if begins < ends and begins <= end and ends > start:
                    yield begins, ends
            day += DAY
