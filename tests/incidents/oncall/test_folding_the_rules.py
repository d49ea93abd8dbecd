"""Every instant has exactly the person the rules say, in every zone, for five years."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.oncall.models import DutyKind
from incidents.oncall.schedule.hours import Hours
from incidents.oncall.schedule.roster import Duty, Roster, StandIn, Strand
from incidents.oncall.schedule.turns import EVERY_DAY, Turns
from tests.incidents.oncall.rules import (
    MOMENTS,
    TIMES,
    WEEKDAYS,
    ZONES,
    first_at,
    has_duty,
    rosters,
)

BERLIN = ZoneInfo("Europe/Berlin")


def turns(zone: str = "UTC", length: int = 7, handover: time = time(9), **facts: object) -> Turns:
    return Turns(ZoneInfo(zone), date(2024, 1, 1), handover, length, **facts)  # type: ignore[arg-type]


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@settings(max_examples=250, deadline=None)
@given(roster=rosters(), start=MOMENTS, days=st.integers(1, 12), data=st.data())
def test_every_instant_has_whom_the_rules_say(
    roster: Roster, start: datetime, days: int, data: st.DataObject
) -> None:
    end = start + timedelta(days=days)

    pieces = roster.pieces(start, end)

    assert (pieces[0].starts_at, pieces[-1].ends_at) == (start, end)
    assert all(one.ends_at == other.starts_at for one, other in pairwise(pieces))
    assert all(one.starts_at < one.ends_at for one in pieces)
    inside = data.draw(
        st.lists(
            st.datetimes(start.replace(tzinfo=None), end.replace(tzinfo=None)),
            min_size=3,
            max_size=3,
        )
    )
    moments = [one.replace(tzinfo=start.tzinfo) for one in inside]
    moments += [one.starts_at for one in pieces[:12]]
    moments += [one.ends_at - timedelta(microseconds=1) for one in pieces[:12]]
    for moment in moments:
        if start <= moment < end:
            piece = next(one for one in pieces if one.starts_at <= moment < one.ends_at)
            assert (str(piece.duty.kind), piece.duty.person) == has_duty(roster, moment)


def days_of_change(zone: ZoneInfo) -> Iterator[date]:
    """Days of five years beside which the zone's offset changes."""
    noons = [datetime(2024, 1, 1, 12, tzinfo=zone) + timedelta(days=one) for one in range(1827)]
    for one, other in pairwise(noons):
        if one.utcoffset() != other.utcoffset():
            yield from (one.date(), other.date(), other.date() + timedelta(days=1))


def test_hands_over_at_the_local_time_through_every_change_of_clocks() -> None:
    seen = 0
    for zone in map(ZoneInfo, ZONES):
        for day in days_of_change(zone):
            for handover in (time(0), time(0, 30), time(1, 30), time(2, 30), time(9)):
                daily = turns(zone.key, 1, handover)
                begins = daily.begins((day - date(2024, 1, 1)).days)
                assert begins == first_at(day, handover, zone), (zone.key, day, handover)
                seen += 1
    assert seen > 1000


@settings(max_examples=150, deadline=None)
@given(
    zone=st.sampled_from(ZONES), handover=TIMES, length=st.integers(1, 15), moment=MOMENTS,
    days=st.sampled_from([EVERY_DAY, WEEKDAYS, frozenset({2}), frozenset({5, 6})]),
)  # fmt: skip
def test_a_turn_of_some_days_of_the_week_begins_where_the_one_before_ends(
    zone: str, handover: time, length: int, moment: datetime, days: frozenset[int]
) -> None:
    rule = turns(zone, length, handover, days=days)

    number = rule.at(moment)

    assert rule.begins(number) <= moment < rule.begins(number + 1)
    assert rule.at(rule.begins(number)) == number


def test_a_handover_in_the_hour_that_spring_skips_is_the_end_of_the_gap() -> None:
    rule = turns("Europe/Berlin", 1, time(2, 30))
    number = (date(2026, 3, 29) - date(2024, 1, 1)).days

    assert rule.begins(number) == at("2026-03-29T01:00")


def test_a_handover_in_the_hour_that_autumn_repeats_is_its_first_passing() -> None:
    rule = turns("Europe/Berlin", 1, time(2, 30))
    number = (date(2026, 10, 25) - date(2024, 1, 1)).days

    assert rule.begins(number) == at("2026-10-25T00:30")


def test_daily_turns_of_weekdays_give_everybody_working_days() -> None:
    people = tuple(range(1, 8))
    roster = Roster(
        (Strand(turns(length=1, handover=time(0), days=WEEKDAYS), people),),
        cover=Hours(ZoneInfo("UTC"), WEEKDAYS),
    )

    pieces = roster.pieces(at("2026-11-02T00:00"), at("2026-12-21T00:00"))

    assert {one.duty.person for one in pieces if one.duty.person} == set(people)


def test_outside_its_days_no_cover_is_expected_and_no_gap_is_shown() -> None:
    roster = Roster((Strand(turns(), (1,)),), cover=Hours(ZoneInfo("UTC"), WEEKDAYS))

    assert roster.duty_at(at("2026-11-21T12:00")).kind == DutyKind.NO_COVER
    assert roster.duty_at(at("2026-11-20T12:00")).person == 1


def test_the_night_belongs_to_the_layer() -> None:
    night = Hours(BERLIN, EVERY_DAY, time(22), time(8))
    layer = Strand(turns("Europe/Berlin"), (2,), night, "Nights")
    roster = Roster((Strand(turns(), (1,)),), layers=(layer,))

    assert roster.duty_at(at("2026-11-18T21:59", "Europe/Berlin")).person == 1
    assert roster.duty_at(at("2026-11-18T22:00", "Europe/Berlin")).person == 2
    assert roster.duty_at(at("2026-11-19T07:59", "Europe/Berlin")).layer == "Nights"
    assert roster.duty_at(at("2026-11-19T08:00", "Europe/Berlin")).person == 1


def test_following_the_sun_hands_over_where_the_next_part_begins() -> None:
    parts = tuple(
        Strand(
            turns(zone, 7, time(9)), (person,), Hours(ZoneInfo(zone), EVERY_DAY, time(9), time(18))
        )
        for person, zone in enumerate(("Asia/Tokyo", "Europe/Berlin", "America/Los_Angeles"), 1)
    )

    pieces = Roster(parts).pieces(at("2026-11-18T00:00"), at("2026-11-19T00:00"))

    assert [one.duty.person for one in pieces] == [1, 2, 3]
    assert [one.starts_at.hour for one in pieces] == [0, 8, 17]


def test_who_is_away_is_replaced_by_the_next_in_the_order() -> None:
    away = {1: [(at("2026-11-18T18:00"), at("2026-11-19T00:00"))]}
    ground = (Strand(turns(), (1, 2)),)
    moment = at("2026-11-18T20:00")
    first = Roster(ground).duty_at(moment).person
    roster = Roster(ground, absences={first or 0: away[1]}, next_is_backup=True)

    duty = roster.duty_at(moment)

    assert (duty.kind, duty.stands_for) == (DutyKind.BACKUP, first)
    assert duty.person != first
    assert Roster(ground, absences=roster.absences).duty_at(moment).kind == DutyKind.GAP


def test_another_rotation_stands_behind_a_gap() -> None:
    span = (at("2026-11-18T18:00"), at("2026-11-19T00:00"))
    backup = Roster((Strand(turns(), (9,)),))
    roster = Roster((Strand(turns(), (1,)),), absences={1: [span]}, backup=backup)

    duty = roster.duty_at(at("2026-11-18T20:00"))

    assert (duty.kind, duty.person) == (DutyKind.BACKUP, 9)


def test_nobody_needed_is_no_gap() -> None:
    override = StandIn(1, None, at("2026-12-25T00:00"), at("2026-12-26T00:00"))
    roster = Roster((Strand(turns(), (1,)),), overrides=(override,))

    duty = roster.duty_at(at("2026-12-25T12:00"))

    assert duty == Duty(DutyKind.NOT_NEEDED, stands_for=1, override=1)
