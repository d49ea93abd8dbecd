"""From the clock on a wall to an instant."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When a local clock shows this time on this day, in UTC.

    A time that a spring night skips is the first instant after the gap; one that an autumn
    night repeats, its first passing. A day that a zone skipped whole begins where it ended.
    """
    wall = datetime.combine(day, at.replace(fold=0), tzinfo=zone)
    found = wall.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return found
    return _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the zone's offset jumps over this time, to the second."""
    before = wall.replace(fold=1).astimezone(UTC).replace(microsecond=0)
    after = wall.astimezone(UTC).replace(microsecond=0) + SECOND
    offset = before.astimezone(zone).utcoffset()
    while after - before > SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
