"""Every instant has exactly one person, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.oncall.models import Override
from incidents.oncall.schedule.duties import on_call, planned
from incidents.oncall.schedule.turns import Turns
from tests.make_oncall import make_rotation
from tests.make_people import make_user
from tests.make_record import NOON

ZONES = sorted(available_timezones() - {"localtime", "Factory"})


@settings(max_examples=300, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    handover=st.times(),
    length=st.integers(1, 14),
    moment=st.datetimes(datetime(2024, 1, 1), datetime(2029, 1, 1)),  # noqa: DTZ001
)
def test_an_instant_falls_into_one_turn_without_gap_or_double(
    zone: str, handover: time, length: int, moment: datetime
) -> None:
    turns = Turns(ZoneInfo(zone), date(2024, 1, 1), handover.replace(tzinfo=None), length)
    instant = moment.replace(tzinfo=UTC)

    number = turns.at(instant)

    assert turns.begins(number) <= instant < turns.begins(number + 1)
    assert turns.at(turns.begins(number)) == number
    assert turns.at(turns.begins(number + 1) - timedelta(microseconds=1)) == number


def test_people_take_turns() -> None:
    ana, ben = make_user("Ana"), make_user("Ben")
    rotation = make_rotation(ana, ben)

    first = on_call(rotation, at=NOON)
    second = on_call(rotation, at=NOON + timedelta(days=7))

    assert {first.person, second.person} == {ana, ben}
    assert first.ends_at - first.starts_at == timedelta(days=7)


def test_an_override_replaces_the_turn_for_its_time_only() -> None:
    ana, cleo = make_user("Ana"), make_user("Cleo")
    rotation = make_rotation(ana)
    Override.objects.create(
        rotation=rotation, person=cleo, starts_at=NOON, ends_at=NOON + timedelta(hours=2)
    )

    pieces = planned(rotation, NOON - timedelta(hours=1), NOON + timedelta(hours=4))

    assert [piece.person for piece in pieces] == [ana, cleo, ana]
    assert pieces[0].ends_at == pieces[1].starts_at == NOON


def test_a_rotation_without_people_says_nobody() -> None:
    assert on_call(make_rotation(), at=NOON).person is None
