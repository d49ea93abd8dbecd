"""Maintenance that comes again and again: by the clock on the wall, one at a time."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.clock import clock
from statuspage.actions.cancel_maintenance import cancel_maintenance
from statuspage.actions.end_series import end_series
from statuspage.actions.expand_series import expand_series
from statuspage.actions.repeat_maintenance import repeat_maintenance
from statuspage.actions.reschedule_maintenance import reschedule_maintenance
from statuspage.models import MaintenanceSeries, Notice
from statuspage.recurrence import UnusableRule, check_rule, occurrences
from tests.make_record import NOON
from tests.make_statuspage import make_component

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")


def make_series(rule: str = "FREQ=WEEKLY;BYDAY=SU", **facts: object) -> MaintenanceSeries:
    values: dict[str, object] = {
        "title": "Weekly database work",
        "text": "Refunds may be late.",
        "rule": rule,
        "time_zone": "Europe/Berlin",
        "first_at": NOON + DAY,
        "minutes": 60,
        "components": [],
        "by_name": "Mei Chen",
        "at": NOON,
        **facts,
    }
    return repeat_maintenance(**values)  # type: ignore[arg-type]


def planned(series: MaintenanceSeries) -> list[Notice]:
    return list(series.occurrences.order_by("scheduled_for"))


def test_the_coming_weeks_are_planned_at_once() -> None:
    checkout = make_component("Checkout")

    series = make_series(components=[checkout.public_id])

    found = planned(series)
    assert [f"{one.scheduled_for:%a %d %b}" for one in found[:3]] == [
        "Sun 22 Nov",
        "Sun 29 Nov",
        "Sun 06 Dec",
    ]
    assert len(found) == 9
    assert all(one.affected.get().component == checkout for one in found)


def test_every_day_it_goes_on_and_none_is_made_twice() -> None:
    series = make_series("FREQ=DAILY", minutes=5)
    first = len(planned(series))

    for days in range(1, 4):
        clock.ring_due(at=NOON + days * DAY)

    found = planned(series)
    assert len(found) == first + 3
    assert len({one.occurrence_at for one in found}) == len(found)


def test_one_moved_and_one_cancelled_are_not_made_again() -> None:
    series = make_series()
    moved, cancelled = planned(series)[:2]
    assert moved.scheduled_for
    assert moved.scheduled_until
    reschedule_maintenance(
        public_id=moved.public_id,
        scheduled_for=moved.scheduled_for + HOUR,
        scheduled_until=moved.scheduled_until + HOUR,
        text="An hour later this time.",
        by_name="Mei",
        at=NOON,
    )
    cancel_maintenance(public_id=cancelled.public_id, text="Not this week.", by_name="Mei", at=NOON)

    assert expand_series(series=series, at=NOON) == 0

    assert len(planned(series)) == 9


def test_ended_it_leaves_no_plan_behind() -> None:
    series = make_series()

    assert end_series(series=series, text="We need it no more.", by_name="Mei", at=NOON) == 9

    assert not series.occurrences.filter(status="scheduled").exists()
    assert expand_series(series=series, at=NOON + DAY) == 0


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "every sunday",
        "FREQ=SECONDLY",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=DAILY;BYMONTH=13",
        "FREQ=WEEKLY;UNTIL=20271231T000000Z",
        "FREQ=WEEKLY;UNTIL=20200101T000000",
        "FREQ=WEEKLY\nDTSTART:19970902T090000",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;EXDATE=1",
    ],
)
def test_a_rule_that_cannot_be_is_refused(rule: str) -> None:
    with pytest.raises(UnusableRule):
        check_rule(rule, first_at=NOON, time_zone="UTC")


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(min_value=datetime(2026, 1, 1).date(), max_value=datetime(2028, 1, 1).date()),  # noqa: DTZ001
    at=st.times(max_value=time(23, 59)),
)
def test_a_daily_rule_keeps_the_clock_on_the_wall(zone: str, day: object, at: time) -> None:
    place = ZoneInfo(zone)
    wall = datetime.combine(day, at.replace(microsecond=0))  # type: ignore[arg-type]
    first = wall.replace(tzinfo=place).astimezone(UTC)
    shown = first.astimezone(place).time()

    found = occurrences(
        "FREQ=DAILY",
        first_at=first,
        time_zone=zone,
        after=first - HOUR,
        until=first + 12 * DAY,
    )

    local = [one.astimezone(place) for one in found]
    days = [one.date() for one in local]
    assert found[0] == first
    assert len(set(days)) == len(days) >= 11
    assert all(later - sooner == DAY for sooner, later in pairwise(days))
    # A night may skip the time: then it is the end of the gap, within that day.
    assert sum(one.time() != shown for one in local) <= 1
