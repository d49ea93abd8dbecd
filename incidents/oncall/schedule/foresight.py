"""What will be missing, seen days before: from the shifts that are written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value

from incidents.oncall.models import (
    Absence,
    DutyKind,
    Rotation,
    RotationMember,
    Shift,
    Swap,
    SwapState,
)
from portal.people.models import User

LOOKS = timedelta(days=14)


class Finding(StrEnum):
    GAP = "gap"
    DOUBLE = "double"
    LONG = "long"
    SINGLE = "single"


@dataclass(frozen=True)
class Found:
    """`person` is on twice, for long, or alone; of a gap, who is away. `other` is the second
    rotation of somebody on twice."""

    finding: Finding
    rotation: Rotation
    starts_at: datetime
    ends_at: datetime
    person: User | None = None
    other: Rotation | None = None

    @property
    def key(self) -> str:
        who = self.person.pk if self.person else 0
        when = "" if self.finding == Finding.SINGLE else f"{self.starts_at:%Y%m%dT%H%M}"
        return f"{self.finding}:{self.rotation.pk}:{who}:{when}"

    def is_gap_of(self, person: User) -> bool:
        return self.finding == Finding.GAP and self.person == person

    @property
    def sentence(self) -> str:
        """Without its time, which is said in the zone of who reads."""
        if self.finding == Finding.GAP:
            return f"Nobody is on call for {self.rotation}"
        if self.finding == Finding.DOUBLE:
            return f"{self.person} is on call for {self.rotation} and {self.other} at once"
        if self.finding == Finding.LONG:
            days = (self.ends_at - self.starts_at).days
            most = self.rotation.most_days
            return f"{self.person} has {self.rotation} for {days} days, more than {most}"
        return f"{self.rotation}: only {self.person} is in it"


def look_ahead(
    *, at: datetime, until: datetime | None = None, written: Sequence[Shift] | None = None
) -> list[Found]:
    """Everything found, gaps first, the soonest of each first. Two queries, or one where the
    shifts of that time were read before."""
    until = until or at + LOOKS
    known = (
        Shift.objects.between(at, until).with_people().in_order() if written is None else written
    )
    shifts = [one for one in known if one.starts_at < until and one.ends_at > at]
    singles = list(_single(at, until))
    shared = [
        one for one in shifts if one.rotation_id not in {each.rotation.pk for each in singles}
    ]
    found = [*_gaps(shifts, at=at), *_doubles(shifts), *_long(shared), *singles]
    order = list(Finding)
    return sorted(found, key=lambda one: (order.index(one.finding), one.starts_at, one.key))


def _gaps(shifts: list[Shift], *, at: datetime) -> Iterable[Found]:
    joined: dict[int, Found] = {}
    for one in shifts:
        if one.kind != DutyKind.GAP:
            continue
        last = joined.get(one.rotation_id)
        starts_at = max(one.starts_at, at)
        if last is not None and last.ends_at == one.starts_at and last.person == one.stands_for:
            starts_at = last.starts_at
        elif last is not None:
            yield last
        joined[one.rotation_id] = Found(
            Finding.GAP, one.rotation, starts_at, one.ends_at, one.stands_for
        )
    yield from joined.values()


def _doubles(shifts: list[Shift]) -> Iterable[Found]:
    """Once for each two rotations, at the first time."""
    seen: set[tuple[int, int, int]] = set()
    by_person: dict[int, list[Shift]] = {}
    for each in shifts:
        if each.person_id is not None:
            by_person.setdefault(each.person_id, []).append(each)
    pairs = (pair for those in by_person.values() for pair in combinations(those, 2))
    for one, other in pairs:
        same = one.rotation_id != other.rotation_id
        starts_at, ends_at = max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)
        pair = (one.person_id or 0, *sorted((one.rotation_id, other.rotation_id)))
        if same and starts_at < ends_at and pair not in seen:
            seen.add(pair)  # type: ignore[arg-type]
            yield Found(
                Finding.DOUBLE, one.rotation, starts_at, ends_at, one.person, other.rotation
            )


def _long(shifts: list[Shift]) -> Iterable[Found]:
    """One person without a pause, across turns."""
    runs: dict[int, list[Shift]] = {}
    for one in shifts:
        run = runs.setdefault(one.rotation_id, [])
        if run and (run[-1].person_id != one.person_id or run[-1].ends_at != one.starts_at):
            yield from _run(run)
            run.clear()
        run.append(one)
    for run in runs.values():
        yield from _run(run)


def _run(run: list[Shift]) -> Iterable[Found]:
    first, last = run[0], run[-1]
    most = timedelta(days=first.rotation.most_days, hours=1)
    if first.person is not None and last.ends_at - first.starts_at > most:
        yield Found(Finding.LONG, first.rotation, first.starts_at, last.ends_at, first.person)


def _single(at: datetime, until: datetime) -> Iterable[Found]:
    places = RotationMember.objects.filter(person__is_active=True, rotation__retired_at=None)
    by_rotation: dict[int, list[RotationMember]] = {}
    for one in places.select_related("rotation", "person").order_by("rotation", "position"):
        by_rotation.setdefault(one.rotation_id, []).append(one)
    for members in by_rotation.values():
        if len(members) == 1:
            yield Found(Finding.SINGLE, members[0].rotation, at, until, members[0].person)


def who_could_take(found: Found) -> list[User]:
    """Those of the rotation first, then of its team's and its backup's: who is not away then
    and has not said no. Who is on call elsewhere at that time comes last."""
    rotation, start, end = found.rotation, found.starts_at, found.ends_at
    busy = Shift.objects.between(start, end).exclude(person=None).exclude(rotation=rotation)
    away = Absence.objects.filter(starts_at__lt=end, ends_at__gt=start)
    refused = Swap.objects.filter(
        rotation=rotation,
        state__in=(SwapState.DECLINED, SwapState.EXPIRED),
        starts_at__lt=end,
        ends_at__gt=start,
    )
    near = Q(rotation_places__rotation=rotation) | Q(layer_places__layer__rotation=rotation)
    if rotation.backup_rotation_id is not None:
        near |= Q(rotation_places__rotation=rotation.backup_rotation_id)
    if rotation.team_id is not None:
        near |= Q(rotation_places__rotation__team=rotation.team_id)
    own = RotationMember.objects.filter(rotation=rotation, person=OuterRef("pk"))
    place = Subquery(own.values("position")[:1])
    people = User.objects.active().filter(near).annotate(place=place).distinct()
    ordered = people.order_by(F("place").asc(nulls_last=True), "name", "pk")
    marked = _marked("busy", busy, "person").union(
        _marked("away", away, "person"), _marked("refused", refused, "asked")
    )
    known = set(marked)
    elsewhere = {person for person, why in known if why == "busy"}
    taken = {person for person, why in known if why != "busy"}
    free = [one for one in ordered if one.pk not in taken]
    return sorted(free, key=lambda one: one.pk in elsewhere)


def _marked(why: str, rows: QuerySet[Any], field: str) -> QuerySet[Any, Any]:
    marked: QuerySet[Any, Any] = rows.order_by().annotate(why=Value(why)).values_list(field, "why")
    return marked
