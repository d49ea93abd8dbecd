"""When the next update comes: as people type it, and as working hours count."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.comms.business_hours import CLOSES, OPENS, SATURDAY, later_at_work
from incidents.comms.reading_times import UnreadableTime, read_time

TORONTO = ZoneInfo("America/Toronto")
NOW = datetime(2026, 11, 19, 14, 37, 20, tzinfo=UTC)


def at(hour: int, minute: int = 0, *, day: int = 19) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("15:15 UTC", at(15, 15)),
        ("15:15Z", at(15, 15)),
        ("15.15 utc", at(15, 15)),
        ("10:15", at(15, 15)),
        ("10:15 EST", at(15, 15)),
        ("9:15", at(14, 15)),
        ("00:15 UTC", at(0, 15, day=20)),
        ("30", NOW + timedelta(minutes=30)),
        ("in 30 min", NOW + timedelta(minutes=30)),
        ("30m", NOW + timedelta(minutes=30)),
        ("1 h 30", NOW + timedelta(minutes=90)),
        ("2h", NOW + timedelta(hours=2)),
    ],
)
def test_it_reads_what_people_type(typed: str, meant: datetime) -> None:
    assert read_time(typed, now=NOW, zone=TORONTO) == meant


@pytest.mark.parametrize("typed", ["soon", "25:00", "15:15 CET", "", "in", "tomorrow 9", "-5"])
def test_it_says_what_it_cannot_read(typed: str) -> None:
    with pytest.raises(UnreadableTime, match="Write 15:15, 15:15 UTC, or 30"):
        read_time(typed, now=NOW, zone=TORONTO)


@pytest.mark.parametrize(
    ("said", "minutes", "due"),
    [
        (at(12), 240, at(16)),
        (at(16), 240, at(12, day=20)),
        (at(3), 60, at(10)),
        (at(16, day=20), 240, at(12, day=23)),
        (at(12, day=21), 1, at(9, 1, day=23)),
        (at(17), 480, at(17, day=20)),
    ],
)
def test_minutes_run_at_work_only(said: datetime, minutes: int, due: datetime) -> None:
    assert later_at_work(said, minutes, zone=ZoneInfo("UTC")) == due


@given(
    said=st.integers(0, 5 * 365 * 24 * 60).map(lambda minute: NOW + timedelta(minutes=minute)),
    minutes=st.integers(1, 3000),
    zone=st.sampled_from(["UTC", "America/Toronto", "Asia/Kathmandu", "Australia/Lord_Howe"]),
)
def test_it_is_never_early_and_always_at_work(said: datetime, minutes: int, zone: str) -> None:
    due = later_at_work(said, minutes, zone=ZoneInfo(zone))
    local = due.astimezone(ZoneInfo(zone))

    assert due - said >= timedelta(minutes=minutes)
    assert local.weekday() < SATURDAY
    assert OPENS <= local.time() <= CLOSES
