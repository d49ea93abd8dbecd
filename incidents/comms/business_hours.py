"""Minutes that count only while people are at work: pure arithmetic over local days.

Severities answered in business hours promise nothing for the night: their minutes run from
Monday to Friday, 9:00 to 17:00 in the site's zone.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(9), time(17)
SATURDAY = 5


def later_at_work(at: datetime, minutes: int, *, zone: ZoneInfo) -> datetime:
    """The instant after `minutes` of working time, in UTC."""
    left = timedelta(minutes=minutes)
    day = at.astimezone(zone).date()
    while True:
        opens, closes = _hours(day, zone)
        start = max(at, opens)
        if day.weekday() < SATURDAY and start < closes:
            if left <= closes - start:
                return start + left
            left -= closes - start
        day += timedelta(days=1)


def _hours(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    opens = datetime.combine(day, OPENS, tzinfo=zone).astimezone(UTC)
    return opens, datetime.combine(day, CLOSES, tzinfo=zone).astimezone(UTC)
