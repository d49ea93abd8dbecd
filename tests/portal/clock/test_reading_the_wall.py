"""A local time of day rings once on every local day, in every zone, for five years."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from portal.clock.wall import instant

FIRST, LAST = date(2024, 1, 1), date(2028, 12, 31)
DAY = timedelta(days=1)
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
TIMES = (time(0), time(0, 30), time(1, 59, 59), time(2, 30), time(9), time(23, 59, 59))
BERLIN = ZoneInfo("Europe/Berlin")


def days_around_changes(zone: ZoneInfo) -> list[date]:
    """Where something can go wrong: around each change of the offset, and on leap day."""
    found, day = {date(2028, 2, 29)}, FIRST
    before = datetime.combine(day, time(0), tzinfo=UTC).astimezone(zone).utcoffset()
    while day < LAST:
        day += DAY
        now = datetime.combine(day, time(0), tzinfo=UTC).astimezone(zone).utcoffset()
        if now != before:
            found |= {day - DAY, day, day + DAY}
        before = now
    return sorted(found)


def is_on(day: date, ring: datetime, zone: ZoneInfo) -> bool:
    """On that day, or at its very end where the day's last hour is the one that is skipped."""
    return ring.astimezone(zone).date() == day or ring == instant(day + DAY, time(0), zone)


def test_it_rings_once_on_every_local_day_of_every_zone() -> None:
    wrong, looked = [], 0
    for name in ZONES:
        zone = ZoneInfo(name)
        for day in days_around_changes(zone):
            for at in TIMES:
                before, ring, after = (instant(day + DAY * step, at, zone) for step in (-1, 0, 1))
                looked += 1
                if not (before < ring < after and is_on(day, ring, zone)):
                    wrong.append((name, day, at))

    assert looked > 10_000
    assert wrong == []


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        # 29 March 2026: 02:00 becomes 03:00.
        (date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        # 25 October 2026: 03:00 becomes 02:00; the first 02:30 counts.
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 7, 1), time(9), datetime(2026, 7, 1, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_skipped_time_is_the_end_of_the_gap_and_a_repeated_one_its_first_passing(
    day: date, at: time, expected: datetime
) -> None:
    assert instant(day, at, BERLIN) == expected


def test_a_day_that_samoa_skipped_begins_where_it_ended() -> None:
    apia = ZoneInfo("Pacific/Apia")

    skipped = instant(date(2011, 12, 30), time(9), apia)

    assert skipped == datetime(2011, 12, 30, 10, 0, tzinfo=UTC)
    assert skipped < instant(date(2011, 12, 31), time(9), apia)
