"""Say who takes turns, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from incidents.oncall.actions.build_shifts import build_shifts
from incidents.oncall.models import Rotation, RotationMember
from portal.people.actions.audit import audit
from portal.people.models import User


@dataclass(frozen=True)
class Place:
    """One person of the order; following the sun, with the hours of their own clock."""

    person: User
    time_zone: str = ""
    hours_from: time | None = None
    hours_until: time | None = None


@transaction.atomic
def shape_rotation(
    *,
    rotation: Rotation | None,
    facts: dict[str, Any],
    owners: Sequence[User],
    places: Sequence[Place],
    by: User,
    at: datetime,
) -> Rotation:
    """Add a rotation, or change one, with its people in their order; its shifts from now on
    are written anew. Raises ValidationError with what is wrong, by field."""
    shaped = Rotation()
    if rotation is not None:
        shaped = Rotation.objects.select_for_update().get(pk=rotation.pk)
    before = {name: _plain(getattr(shaped, name)) for name in facts} if rotation else {}
    order_before = [str(one) for one in shaped.people()] if rotation else []
    for name, value in facts.items():
        setattr(shaped, name, value)
    _check(shaped, places)
    shaped.save()
    shaped.owners.set(owners)
    shaped.members.all().delete()
    RotationMember.objects.bulk_create(
        RotationMember(
            rotation=shaped,
            person=one.person,
            position=number,
            time_zone=one.time_zone,
            hours_from=one.hours_from,
            hours_until=one.hours_until,
        )
        for number, one in enumerate(places, start=1)
    )
    fresh = Rotation.objects.get(pk=shaped.pk)
    build_shifts(rotation=fresh, at=at)
    after = {name: _plain(getattr(fresh, name)) for name in facts}
    changed = {name for name in facts if before.get(name) != after[name]}
    audit(
        by=by,
        at=at,
        verb="shaped",
        subject=f"oncall.rotation:{fresh.pk}",
        subject_name=str(fresh),
        before={name: before.get(name) for name in changed} | {"order": order_before},
        after={name: after[name] for name in changed}
        | {"order": [str(one.person) for one in places]},
    )
    return fresh


def _check(rotation: Rotation, places: Sequence[Place]) -> None:
    rotation.full_clean(exclude=["edition"])
    people = [one.person.pk for one in places]
    if len(people) != len(set(people)):
        raise ValidationError("Each person has one place in the order.")
    without = [one for one in places if one.hours_from is None or one.hours_until is None]
    if rotation.pattern == Rotation.Pattern.SUN and without:
        raise ValidationError(
            f"Following the sun, say which hours {without[0].person} covers, and in which zone."
        )


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | bool | list | None) else str(value)
