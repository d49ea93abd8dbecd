"""A rotation's rows as a roster, and a roster's people as people."""

from collections.abc import Sequence
from datetime import time
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import prefetch_related_objects

from incidents.oncall.models import Layer, LayerMember, Rotation, RotationMember
from incidents.oncall.schedule.hours import Hours
from incidents.oncall.schedule.roster import Roster, StandIn, Strand
from incidents.oncall.schedule.turns import EVERY_DAY, Turns
from portal.people.models import User

People = dict[int, User]
# What the rules are made of.
RULES = (
    "members__person__absences",
    "layers__members__person__absences",
    "overrides__person__absences",
    "backup_rotation__members__person__absences",
    "backup_rotation__layers__members__person__absences",
    "backup_rotation__overrides__person__absences",
)
Placed = TypeVar("Placed", Layer, LayerMember, RotationMember)


def read_rules(rotations: Sequence[Rotation]) -> None:
    """Of all these together; what was read before is not read again."""
    prefetch_related_objects(rotations, *RULES)


def roster_of(rotation: Rotation, *, with_backup: bool = True) -> tuple[Roster, People]:
    """The rules as they stand, and whom they name. A backup's own backup is not asked."""
    read_rules([rotation])
    people: People = {}
    ground = _ground(rotation, people)
    layers = [_layer(one, rotation, people) for one in _by_place(rotation.layers)]
    overrides = []
    for one in rotation.overrides.all():
        if one.cancelled_at is None and (one.person is None or one.person.is_active):
            overrides.append(StandIn(one.pk, one.person_id, one.starts_at, one.ends_at))
            people |= {one.person.pk: one.person} if one.person is not None else {}
    backup = None
    if with_backup and rotation.backup_rotation is not None:
        backup, theirs = roster_of(rotation.backup_rotation, with_backup=False)
        people |= theirs
    absences = {
        one.pk: [(span.starts_at, span.ends_at) for span in one.absences.all()]
        for one in people.values()
    }
    roster = Roster(
        ground=ground,
        layers=tuple(layers),
        cover=_hours(rotation, ZoneInfo(rotation.time_zone)),
        overrides=tuple(overrides),
        absences={one: spans for one, spans in absences.items() if spans},
        next_is_backup=rotation.backup == rotation.Backup.NEXT,
        backup=backup,
    )
    return roster, people


def _ground(rotation: Rotation, people: People) -> tuple[Strand, ...]:
    members = [one for one in _by_place(rotation.members) if one.person.is_active]
    people |= {one.person_id: one.person for one in members}
    if rotation.pattern != rotation.Pattern.SUN:
        return (Strand(_turns(rotation), tuple(one.person_id for one in members)),)
    parts: dict[tuple[str, time | None, time | None], list[int]] = {}
    for one in members:
        key = (one.time_zone or rotation.time_zone, one.hours_from, one.hours_until)
        parts.setdefault(key, []).append(one.person_id)
    strands = (_part(rotation, *key, tuple(those)) for key, those in parts.items())
    return tuple(strands) or (Strand(_turns(rotation), ()),)


def _turns(rotation: Rotation) -> Turns:
    return Turns(
        ZoneInfo(rotation.time_zone),
        rotation.starts_on,
        rotation.handover_time,
        rotation.length_days,
        frozenset(rotation.covered_days),
    )


def _part(
    rotation: Rotation, name: str, begins: time | None, ends: time | None, people: tuple[int, ...]
) -> Strand:
    """Those who share a zone and hours take turns among themselves."""
    zone = ZoneInfo(name)
    handover = rotation.handover_time if begins is None else begins
    turns = Turns(zone, rotation.starts_on, handover, rotation.length_days)
    if begins is None or ends is None:
        return Strand(turns, people)
    return Strand(turns, people, Hours(zone, EVERY_DAY, begins, ends))


def _layer(layer: Layer, rotation: Rotation, people: People) -> Strand:
    members = [one for one in _by_place(layer.members) if one.person.is_active]
    people |= {one.person_id: one.person for one in members}
    zone = ZoneInfo(layer.time_zone or rotation.time_zone)
    days = frozenset(layer.covered_days)
    turns = Turns(zone, layer.starts_on, layer.handover_time, layer.length_days, days)
    order = tuple(one.person_id for one in members)
    return Strand(turns, order, _hours(layer, zone), layer.name)


def _hours(one: Rotation | Layer, zone: ZoneInfo) -> Hours | None:
    """None is always."""
    begins, ends = one.covered_from or time(0), one.covered_until or time(0)
    days = frozenset(one.covered_days)
    return (
        None if days >= EVERY_DAY and begins == ends == time(0) else Hours(zone, days, begins, ends)
    )


def _by_place(rows: "models.Manager[Placed]") -> list[Placed]:
    return sorted(rows.all(), key=lambda one: (one.position, one.pk))
