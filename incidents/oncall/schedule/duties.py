"""Who is on call: by the shift that is written down, else by the rules, so that calling people
never waits for a builder."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Prefetch

from incidents.oncall.models import DutyKind, Rotation, Shift
from incidents.oncall.models.rotation import RotationQuerySet
from incidents.oncall.schedule.rosters import read_rules, roster_of
from portal.people.models import User


@dataclass(frozen=True)
class OnCall:
    """One person's duty from one moment to another; nobody when `person` is None, and `kind`
    says whether that is meant. `stands_for` would have had it."""

    rotation: Rotation
    person: User | None
    starts_at: datetime
    ends_at: datetime
    kind: str = DutyKind.TURN
    stands_for: User | None = None
    layer: str = ""
    override_id: int | None = None

    @property
    def override(self) -> bool:
        return self.kind in {DutyKind.OVERRIDE, DutyKind.NOT_NEEDED}

    @property
    def missing(self) -> str:
        """What is said where nobody is named."""
        return DutyKind(self.kind).label


def duty_of(shift: Shift, rotation: Rotation | None = None) -> OnCall:
    """`rotation` spares reading it."""
    return OnCall(
        rotation or shift.rotation,
        shift.person,
        shift.starts_at,
        shift.ends_at,
        shift.kind,
        shift.stands_for,
        shift.layer,
        shift.override_id,
    )


def on_call(rotation: Rotation, *, at: datetime) -> OnCall:
    return _written(rotation, at) or _by_rules(rotation, at)


def with_duty(rotations: RotationQuerySet, *, since: datetime) -> RotationQuerySet:
    """Named, with the shifts of that moment, so that `on_call` reads no more of them."""
    in_force = Shift.objects.at(since).select_related("person", "stands_for")
    return rotations.named().prefetch_related(Prefetch("shifts", in_force, to_attr="in_force"))


def duties(rotations: RotationQuerySet, *, at: datetime) -> list[OnCall]:
    """Who has the duty of each; the rules of those not written down are read together."""
    known = list(with_duty(rotations, since=at))
    read_rules([one for one in known if not _written(one, at)])
    return [on_call(one, at=at) for one in known]


def planned(rotation: Rotation, start: datetime, end: datetime) -> list[OnCall]:
    """Duties over a span by the rules alone, in order, without gap or overlap."""
    roster, people = roster_of(rotation)
    return [
        OnCall(
            rotation,
            people.get(one.duty.person or 0),
            one.starts_at,
            one.ends_at,
            one.duty.kind,
            people.get(one.duty.stands_for or 0),
            one.duty.layer,
            one.duty.override,
        )
        for one in roster.pieces(start, end)
    ]


def turn_at(rotation: Rotation, at: datetime) -> tuple[datetime, datetime]:
    """The turn of its own order that an instant falls into."""
    return roster_of(rotation)[0].whole(at)


def _written(rotation: Rotation, at: datetime) -> OnCall | None:
    """By its shift, unless who stands there has left."""
    known: list[Shift] | None = getattr(rotation, "in_force", None)
    if known is None:
        known = list(rotation.shifts.at(at).select_related("person", "stands_for"))
    there = (one for one in known if one.starts_at <= at < one.ends_at)
    held = (one for one in there if one.person is None or one.person.is_active)
    return next((duty_of(one, rotation) for one in held), None)


def _by_rules(rotation: Rotation, at: datetime) -> OnCall:
    start, end = (one.astimezone(UTC) for one in turn_at(rotation, at))
    pieces = planned(rotation, min(start, at), max(end, at))
    return next(one for one in pieces if one.starts_at <= at < one.ends_at)
