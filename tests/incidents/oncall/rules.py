"""Rotations' rules as hypothesis makes them up, and who has the duty by a slow reading."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from incidents.oncall.models import DutyKind
from incidents.oncall.schedule.hours import Hours
from incidents.oncall.schedule.roster import Roster, StandIn, Strand
from incidents.oncall.schedule.turns import EVERY_DAY, Turns

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
FIRST = date(2024, 1, 1)
WEEKDAYS = frozenset(range(5))
MOMENTS = st.datetimes(datetime(2024, 1, 2), datetime(2029, 1, 1)).map(  # noqa: DTZ001
    lambda one: one.replace(tzinfo=UTC)
)
TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0, tzinfo=None))
PEOPLE = st.lists(st.integers(1, 6), min_size=1, max_size=4, unique=True).map(tuple)


@st.composite
def strands(draw: st.DrawFn, *, limited: bool = False) -> Strand:
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    days = draw(st.sampled_from([EVERY_DAY, WEEKDAYS, frozenset({5, 6})])) if limited else EVERY_DAY
    turns = Turns(zone, FIRST, draw(TIMES), draw(st.integers(1, 15)), days)
    hours = Hours(zone, days, draw(TIMES), draw(TIMES)) if limited else None
    return Strand(turns, draw(PEOPLE), hours, "Nights" if limited else "")


@st.composite
def following_the_sun(draw: st.DrawFn) -> tuple[Strand, ...]:
    parts = []
    for people in draw(st.lists(PEOPLE, min_size=1, max_size=3)):
        zone = ZoneInfo(draw(st.sampled_from(ZONES)))
        begins, ends = draw(TIMES), draw(TIMES)
        turns = Turns(zone, FIRST, begins, draw(st.sampled_from([1, 7])))
        parts.append(Strand(turns, people, Hours(zone, EVERY_DAY, begins, ends)))
    return tuple(parts)


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    ground = draw(st.one_of(strands().map(lambda one: (one,)), following_the_sun()))
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    cover = Hours(zone, WEEKDAYS, draw(TIMES), draw(TIMES)) if draw(st.booleans()) else None
    overrides = [
        StandIn(key, draw(st.one_of(st.none(), st.integers(1, 6))), start, start + length)
        for key, (start, length) in enumerate(draw(st.lists(_spans(), max_size=2)), start=1)
    ]
    return Roster(
        ground=ground,
        layers=tuple(draw(st.lists(strands(limited=True), max_size=2))),
        cover=cover,
        overrides=tuple(overrides),
        absences={
            person: [(start, start + length)]
            for person, (start, length) in draw(
                st.dictionaries(st.integers(1, 6), _spans(), max_size=2)
            ).items()
        },
        next_is_backup=draw(st.booleans()),
    )


def _spans() -> st.SearchStrategy[tuple[datetime, timedelta]]:
    return st.tuples(MOMENTS, st.timedeltas(timedelta(hours=1), timedelta(days=30)))


def has_duty(roster: Roster, at: datetime) -> tuple[str, int | None]:
    """The rules read aloud, one instant at a time: kind and person."""
    planned, order, number = _by_order(roster, at)
    for one in roster.overrides:
        if one.starts_at <= at < one.ends_at and one.key == max(
            each.key for each in roster.overrides if each.starts_at <= at < each.ends_at
        ):
            planned = (DutyKind.OVERRIDE if one.person else DutyKind.NOT_NEEDED, one.person)
    kind, person = planned
    if person is None or not _away(roster, person, at):
        return str(kind), person
    for step in range(1, len(order)):
        other = order[(number + step) % len(order)]
        if roster.next_is_backup and other != person and not _away(roster, other, at):
            return "backup", other
    return "gap", None


def _away(roster: Roster, person: int, at: datetime) -> bool:
    return any(start <= at < end for start, end in roster.absences.get(person, []))


def _by_order(roster: Roster, at: datetime) -> tuple[tuple[str, int | None], tuple[int, ...], int]:
    for layer in reversed(roster.layers):
        assert layer.hours is not None
        if by_the_wall(layer.hours, at) and layer.people:
            number = layer.turns.at(at)
            if number >= 0:
                return ("layer", layer.people[number % len(layer.people)]), layer.people, number
    if roster.cover is not None and not by_the_wall(roster.cover, at):
        return ("no_cover", None), (), 0
    there = [one for one in roster.ground if one.hours is None or by_the_wall(one.hours, at)]
    if not there:
        return ("gap", None), (), 0
    strand = max(there, key=lambda one: (_begun(one, at), -roster.ground.index(one)))
    number = strand.turns.at(at)
    return ("turn", strand.people[number % len(strand.people)]), strand.people, number


def by_the_wall(hours: Hours, at: datetime) -> bool:
    return _window(hours, at) is not None


def _window(hours: Hours, at: datetime) -> tuple[datetime, datetime] | None:
    """Walk the days around: on each, from when the wall first shows the one time, or one
    later, until it first shows the other."""
    today = at.astimezone(hours.zone).date()
    for back in range(-2, 3):
        day = today + timedelta(days=back)
        next_day = day if hours.ends > hours.begins else day + timedelta(days=1)
        begins, ends = (
            first_at(day, hours.begins, hours.zone),
            first_at(next_day, hours.ends, hours.zone),
        )
        if day.weekday() in hours.days and begins <= at < ends:
            return begins, ends
    return None


def _begun(strand: Strand, at: datetime) -> datetime:
    window = _window(strand.hours, at) if strand.hours else None
    return window[0] if window else at


def first_at(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The first instant at which a local clock shows this time of this day or a later one."""
    wanted = datetime.combine(day, wall)
    low = datetime.combine(day, wall, tzinfo=UTC) - timedelta(hours=30)
    high = low + timedelta(hours=60)
    shown = [
        moment
        for fold in (0, 1)
        if _shows(moment := wanted.replace(tzinfo=zone, fold=fold).astimezone(UTC), zone) == wanted
    ]
    if shown:
        return min(shown)
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) // 2).replace(microsecond=0)
        if middle in (low, high):
            break
        if _shows(middle, zone) > wanted:
            high = middle
        else:
            low = middle
    return high


def _shows(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)
