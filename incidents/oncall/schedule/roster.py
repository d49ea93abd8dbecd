"""Everything that decides who has a rotation's duty, folded: pure arithmetic, no database.

The highest that speaks wins: an override, then layers from the top, then the rotation's own
order. Who is away is replaced by the backup; without one there is a gap.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise

from incidents.oncall.models import DutyKind
from incidents.oncall.schedule.hours import Hours, Window
from incidents.oncall.schedule.turns import Turns


@dataclass(frozen=True)
class Duty:
    """Who has it and why; people by their primary key. `stands_for` would have had it. Turns
    of one person that follow each other are two duties."""

    kind: DutyKind
    person: int | None = None
    stands_for: int | None = None
    layer: str = ""
    override: int | None = None
    turn: tuple[int, int] | None = None


@dataclass(frozen=True)
class Piece:
    duty: Duty
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Strand:
    """People in order, within their hours (always, without)."""

    turns: Turns
    people: tuple[int, ...]
    hours: Hours | None = None
    name: str = ""

    def window(self, at: datetime) -> Window | None:
        if self.hours is None:
            return (at, at)
        return self.hours.window(at)

    def edges(self, start: datetime, end: datetime) -> Iterator[datetime]:
        for _, begins, _ in self.turns.between(start, end):
            yield begins
        if self.hours is not None:
            for window in self.hours.windows(start, end):
                yield from window


@dataclass(frozen=True)
class StandIn:
    """An override; nobody is needed when `person` is None."""

    key: int
    person: int | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Roster:
    """`ground` has several strands where the duty follows the sun; `layers` stand above it,
    the lowest first. Outside `cover` nobody is expected."""

    ground: tuple[Strand, ...]
    layers: tuple[Strand, ...] = ()
    cover: Hours | None = None
    overrides: tuple[StandIn, ...] = ()
    absences: dict[int, Sequence[Window]] = field(default_factory=dict)
    next_is_backup: bool = False
    backup: "Roster | None" = None

    def duty_at(self, at: datetime) -> Duty:
        strand, _ = self._planned(at)
        planned = self.expected_at(at)
        if planned.person is None or not self.is_away(planned.person, at):
            return planned
        backup = self._backup(strand, planned, at)
        return Duty(
            DutyKind.GAP if backup is None else DutyKind.BACKUP,
            person=backup,
            stands_for=planned.person,
            turn=planned.turn,
        )

    def expected_at(self, at: datetime) -> Duty:
        """Whose it is, whether they are away or not."""
        planned, override = self._planned(at)[1], self._override(at)
        return planned if override is None else _standing_in(override, planned)

    def pieces(self, start: datetime, end: datetime) -> list[Piece]:
        """Duties over a span, in order, without gap or overlap."""
        ordered = sorted({one.astimezone(UTC) for one in self._edges(start, end)})
        found: list[Piece] = []
        for begins, ends in pairwise(ordered):
            duty = self.duty_at(begins)
            if found and found[-1].duty == duty:
                found[-1] = Piece(duty, found[-1].starts_at, ends)
            else:
                found.append(Piece(duty, begins, ends))
        return found

    def whole(self, at: datetime) -> Window:
        """The turn of the rotation's own order that an instant falls into."""
        turns = self.ground[0].turns
        number = turns.at(at)
        return turns.begins(number), turns.begins(number + 1)

    def is_away(self, person: int, at: datetime) -> bool:
        return any(start <= at < end for start, end in self.absences.get(person, ()))

    def _planned(self, at: datetime) -> tuple[Strand | None, Duty]:
        """Whose turn it is by the order."""
        for place in range(len(self.layers), 0, -1):
            strand = self.layers[place - 1]
            duty = self._turn(strand, at, place) if strand.window(at) else None
            if duty is not None:
                return strand, duty
        if self.cover is not None and self.cover.window(at) is None:
            return None, Duty(DutyKind.NO_COVER)
        present = [(one.window(at), -place) for place, one in enumerate(self.ground)]
        begun = [(window[0], place) for window, place in present if window is not None]
        if not begun:
            return None, Duty(DutyKind.GAP)
        place = -max(begun)[1]
        strand = self.ground[place]
        if strand.turns.at(at) < 0:
            return None, Duty(DutyKind.NO_COVER)
        return strand, self._turn(strand, at, -place) or Duty(DutyKind.GAP)

    def _turn(self, strand: Strand, at: datetime, place: int) -> Duty | None:
        number = strand.turns.at(at)
        if number < 0 or not strand.people:
            return None
        return Duty(
            DutyKind.LAYER if place > 0 else DutyKind.TURN,
            person=strand.people[number % len(strand.people)],
            layer=strand.name,
            turn=(place, number),
        )

    def _override(self, at: datetime) -> StandIn | None:
        standing = [one for one in self.overrides if one.starts_at <= at < one.ends_at]
        return max(standing, key=lambda one: one.key, default=None)

    def _backup(self, strand: Strand | None, instead_of: Duty, at: datetime) -> int | None:
        if self.next_is_backup and strand is not None and strand.people:
            people, number = strand.people, strand.turns.at(at)
            after = [people[(number + one) % len(people)] for one in range(1, len(people))]
        else:
            after = []
        if self.backup is not None:
            person = self.backup.expected_at(at).person
            after += [person] if person is not None else []
        free = [one for one in after if one != instead_of.person and not self.is_away(one, at)]
        return free[0] if free else None

    def _edges(self, start: datetime, end: datetime) -> Iterator[datetime]:
        yield from (start, end)
        for one in self.changes(start, end):
            if start < one < end:
                yield one

    def changes(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Every instant at which somebody else may have it, and some beside the span."""
        for strand in (*self.ground, *self.layers):
            yield from strand.edges(start, end)
        if self.cover is not None:
            for window in self.cover.windows(start, end):
                yield from window
        for override in self.overrides:
            yield from (override.starts_at, override.ends_at)
        for spans in self.absences.values():
            for span in spans:
                yield from span
        if self.backup is not None:
            yield from self.backup.changes(start, end)


def _standing_in(override: StandIn, planned: Duty) -> Duty:
    return Duty(
        DutyKind.NOT_NEEDED if override.person is None else DutyKind.OVERRIDE,
        person=override.person,
        stands_for=None if planned.person == override.person else planned.person,
        override=override.key,
    )
