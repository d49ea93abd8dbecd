"""Write the schedule down."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from incidents.oncall.models import Rotation, Shift
from incidents.oncall.schedule.duties import OnCall, planned, turn_at
from portal.clock import clock
from portal.clock.wall import instant
from portal.people.models import User

BUILD, HAND_OFF, LOOK = "oncall.build_shifts", "desk.hand_off", "oncall.look_ahead"
AHEAD = timedelta(weeks=8)
NIGHTLY = time(3)
# So long a change may still be changed before others are told of what it left open.
SETTLES = timedelta(minutes=5)


@transaction.atomic
def build_shifts(*, rotation: Rotation, at: datetime, afresh: bool = False) -> None:
    """Fold the rules into shifts for eight weeks, for this rotation and those it is the backup
    of. What has been stays as it was; the duty that runs is cut where it changes. `afresh`, after
    a time in which nobody was called, no turn reaches back."""
    touched = {rotation.pk, *rotation.backs_up.values_list("pk", flat=True)}
    rotations = Rotation.objects.in_use().select_for_update(of=("self",))
    for one in rotations.filter(pk__in=touched).order_by("pk"):
        _write(one, at=at, afresh=afresh)
        _wake(one, at=at)


@transaction.atomic
def close_shifts(*, rotation: Rotation, at: datetime) -> list[User]:
    """The duty that runs ends now and nothing follows it; whose duties these were."""
    ahead = rotation.shifts.filter(ends_at__gt=at)
    people = {one.person.pk: one.person for one in ahead.with_people() if one.person is not None}
    ahead.filter(starts_at__gte=at).delete()
    ahead.filter(starts_at__lt=at).update(ends_at=at, written_at=at)
    return list(people.values())


def _write(rotation: Rotation, *, at: datetime, afresh: bool) -> None:
    running = rotation.shifts.at(at).filter(starts_at__lt=at).first()
    kept = {one.starts_at: one for one in rotation.shifts.filter(starts_at__gte=at)}
    until = turn_at(rotation, at + AHEAD)[1]
    pieces = planned(rotation, at if running or afresh else _since(rotation, at), until)
    before = rotation.edition
    edition = before + 1
    changed = _continue(running, pieces, edition=edition, at=at) if running else False
    wanted = {one.starts_at: one for one in pieces}
    gone = [one.pk for moment, one in kept.items() if moment not in wanted]
    changed |= bool(rotation.shifts.filter(pk__in=gone).delete()[0])
    new = []
    for moment, piece in wanted.items():
        if moment not in kept:
            new.append(Shift(rotation=rotation, **_facts(piece), edition=edition, written_at=at))
        else:
            changed |= _rewrite(kept[moment], _facts(piece), edition=edition, at=at)
    Shift.objects.bulk_create(new)
    if changed or new:
        Rotation.objects.filter(pk=rotation.pk).update(edition=F("edition") + 1)


def _since(rotation: Rotation, at: datetime) -> datetime:
    """The turn that runs, as far as nothing is written of it."""
    begins = min(turn_at(rotation, at)[0].astimezone(UTC), at)
    last = rotation.shifts.filter(ends_at__lte=at).order_by("-ends_at").first()
    return begins if last is None else max(begins, last.ends_at)


def _continue(running: Shift, pieces: list[OnCall], *, edition: int, at: datetime) -> bool:
    """The shift that runs goes on where nothing changed for it, and ends now otherwise. Its
    continuation is taken from the pieces."""
    facts = _facts(pieces[0]) | {"starts_at": running.starts_at}
    if _differs(running, facts | {"ends_at": running.ends_at}):
        return _rewrite(running, {"ends_at": at}, edition=edition, at=at)
    pieces.pop(0)
    return _rewrite(running, facts, edition=edition, at=at)


def _rewrite(shift: Shift, facts: dict[str, Any], *, edition: int, at: datetime) -> bool:
    if not _differs(shift, facts):
        return False
    for name, value in facts.items():
        setattr(shift, name, value)
    shift.edition, shift.written_at = edition, at
    shift.save()
    return True


def _differs(shift: Shift, facts: dict[str, Any]) -> bool:
    return any(getattr(shift, name) != value for name, value in facts.items())


def _facts(piece: OnCall) -> dict[str, Any]:
    return {
        "person_id": piece.person.pk if piece.person else None,
        "starts_at": piece.starts_at,
        "ends_at": piece.ends_at,
        "kind": str(piece.kind),
        "stands_for_id": piece.stands_for.pk if piece.stands_for else None,
        "layer": piece.layer,
        "override_id": piece.override_id,
    }


def _wake(rotation: Rotation, *, at: datetime) -> None:
    """Build again by night, and hand over when the duty changes."""
    zone = ZoneInfo(rotation.time_zone)
    night = instant(at.astimezone(zone).date() + timedelta(days=1), NIGHTLY, zone)
    clock.set(BUILD, about=rotation, at=night)
    clock.set(LOOK, about=rotation, at=at + SETTLES)
    running = rotation.shifts.at(at).first()
    if running is not None:
        wake_for_change(rotation, running.ends_at)


def wake_for_change(rotation: Rotation, moment: datetime) -> None:
    """Each change has an alarm of its own, so that building late moves none that is due;
    one that became wrong finds no change."""
    clock.set(HAND_OFF, about=rotation, at=moment, key=f"{moment:%Y%m%dT%H%M%S}")
