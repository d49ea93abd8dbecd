"""A span of the schedule as lanes: where each duty stands, and what fits on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from incidents.oncall.models import DutyKind, Rotation, Shift
from incidents.oncall.schedule.duties import OnCall, duty_of, planned
from incidents.oncall.schedule.letters import between
from incidents.oncall.schedule.rosters import read_rules
from incidents.oncall.schedule.turns import WEEK
from portal.clock.wall import instant

# Pixels of a lane on a wide screen, of a letter, of a capital, and beside a name.
LANE, LETTER, CAPITAL, ROOM = 600, 7.6, 9.5, 18
WORDS = {
    DutyKind.NO_COVER: "no cover: business hours only",
    DutyKind.NOT_NEEDED: "nobody needed",
    DutyKind.GAP: "nobody",
}


@dataclass(frozen=True)
class Range:
    """Whole days of a reader's zone."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def starts_at(self) -> datetime:
        return instant(self.first, time(0), self.zone)

    @property
    def ends_at(self) -> datetime:
        return instant(self.last + timedelta(days=1), time(0), self.zone)

    @property
    def days(self) -> list[date]:
        return [
            self.first + timedelta(days=one) for one in range((self.last - self.first).days + 1)
        ]

    @property
    def is_long(self) -> bool:
        return len(self.days) > WEEK

    def place(self, moment: datetime) -> float:
        """Percent of the way."""
        whole = (self.ends_at - self.starts_at).total_seconds()
        return round(100 * (moment - self.starts_at).total_seconds() / whole, 3)

    def has(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at


@dataclass(frozen=True)
class Block:
    duty: OnCall
    x: float
    width: float
    label: str
    words: str
    narrow: bool = False


@dataclass(frozen=True)
class Lane:
    rotation: Rotation
    blocks: list[Block]
    rhythm: str

    @property
    def words(self) -> str:
        """The lane read aloud."""
        return f"{self.rotation}: " + "; ".join(one.words for one in self.blocks)


def week_of(day: date, zone: ZoneInfo) -> Range:
    monday = day - timedelta(days=day.weekday())
    return Range(monday, monday + timedelta(days=6), zone)


def month_of(day: date, zone: ZoneInfo) -> Range:
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    return Range(first, after - timedelta(days=1), zone)


def duties_of(
    rotations: list[Rotation],
    start: datetime,
    end: datetime,
    *,
    at: datetime,
    written: Sequence[Shift] | None = None,
) -> dict[int, list[OnCall]]:
    """What is written, and from the rules what nobody has written yet."""
    found: dict[int, list[OnCall]] = {one.pk: [] for one in rotations}
    named = {one.pk: one for one in rotations}
    rows = Shift.objects.filter(rotation__in=rotations).between(start, end)
    asked = rows.select_related("person", "stands_for").in_order()
    for row in asked if written is None else written:
        if row.rotation_id in named and row.starts_at < end and row.ends_at > start:
            found[row.rotation_id].append(duty_of(row, named[row.rotation_id]))
    unwritten = [one for one in rotations if _from(found[one.pk], start, at) < end]
    if unwritten:
        read_rules(unwritten)
    for one in unwritten:
        found[one.pk] += planned(one, _from(found[one.pk], start, at), end)
    return found


def _from(known: list[OnCall], start: datetime, at: datetime) -> datetime:
    """Of what was, only what is written is known."""
    return known[-1].ends_at if known else max(start, at)


def lanes_of(
    rotations: list[Rotation], span: Range, *, at: datetime, duties: dict[int, list[OnCall]]
) -> list[Lane]:
    return [
        Lane(one, [_block(duty, span) for duty in joined(duties[one.pk])], rhythm_of(one))
        for one in rotations
    ]


def joined(duties: Iterable[OnCall]) -> list[OnCall]:
    """Turns of one person that follow each other stand as one."""
    found: list[OnCall] = []
    for one in duties:
        last = found[-1] if found else None
        if last and last.ends_at == one.starts_at and _alike(last, one):
            found[-1] = OnCall(
                one.rotation, one.person, last.starts_at, one.ends_at, one.kind, one.stands_for,
                one.layer, one.override_id,
            )  # fmt: skip
        else:
            found.append(one)
    return found


def _alike(one: OnCall, other: OnCall) -> bool:
    return (one.person, one.kind, one.stands_for, one.layer) == (
        other.person,
        other.kind,
        other.stands_for,
        other.layer,
    )


def _block(duty: OnCall, span: Range) -> Block:
    starts_at, ends_at = max(duty.starts_at, span.starts_at), min(duty.ends_at, span.ends_at)
    x, end = span.place(starts_at), span.place(ends_at)
    width = round(end - x, 3)
    words = f"{said(duty)}, {between(duty.starts_at, duty.ends_at, span.zone)}"
    label = _label(duty, width)
    if label:
        return Block(duty, x, width, label, words)
    return Block(duty, x, width, _short(duty, width), words, narrow=True)


def said(duty: OnCall) -> str:
    """Who, and why them."""
    if duty.person is None:
        return WORDS[DutyKind(duty.kind)]
    if duty.kind == DutyKind.OVERRIDE:
        return f"{duty.person}, override" + (f" for {duty.stands_for}" if duty.stands_for else "")
    if duty.kind == DutyKind.BACKUP:
        return f"{duty.person}, backup for {duty.stands_for}"
    return f"{duty.person}, {duty.layer}" if duty.layer else str(duty.person)


def _label(duty: OnCall, width: float) -> str:
    """As much of the name as fits: nobody's is cut."""
    if duty.person is not None:
        choices = [str(duty.person), duty.person.get_short_name()]
    else:
        word = WORDS[DutyKind(duty.kind)]
        choices = [f"{word}, {_hours(duty)}" if duty.kind == DutyKind.GAP else word, word]
        choices += ["no cover"] if duty.kind == DutyKind.NO_COVER else []
    pixels = LANE * width / 100
    return next((one for one in choices if len(one) * LETTER + ROOM <= pixels), "")


def _short(duty: OnCall, width: float) -> str:
    """Initials, or how long nobody is there."""
    word = duty.person.initials if duty.person else ""
    if duty.kind == DutyKind.GAP:
        word = _hours(duty)
    return word if len(word) * CAPITAL <= LANE * width / 100 else ""


def _hours(duty: OnCall) -> str:
    return f"{round((duty.ends_at - duty.starts_at).total_seconds() / 3600)} h"


def rhythm_of(rotation: Rotation) -> str:
    """ "weekly", "every 3 days, follow the sun", "weekdays"."""
    days = rotation.length_days
    weeks, rest = divmod(days, 7)
    if days == 1:
        words = "daily"
    elif rest:
        words = f"every {days} days"
    else:
        words = "weekly" if weeks == 1 else f"every {weeks} weeks"
    if rotation.pattern == Rotation.Pattern.SUN:
        words += ", follow the sun"
    if set(rotation.covered_days) == set(range(5)):
        words = "weekdays" if weeks == 1 else f"weekdays, {words}"
    return words
