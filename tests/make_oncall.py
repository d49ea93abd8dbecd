"""Builders of duty and paging."""

from datetime import date, datetime, time
from itertools import count
from typing import Any

from incidents.oncall.actions.build_shifts import build_shifts
from incidents.oncall.models import (
    EscalationPolicy,
    EscalationStep,
    Layer,
    LayerMember,
    Rotation,
    RotationMember,
)
from portal.people.models import User
from tests.make_record import NOON

_numbers = count(1)


def make_rotation(*people: User, **facts: Any) -> Rotation:
    rotation = Rotation.objects.create(
        **{
            "name": f"Rotation {next(_numbers)}",
            "starts_on": date(2026, 1, 5),
            "handover_time": time(9),
            **facts,
        }
    )
    for position, person in enumerate(people, start=1):
        RotationMember.objects.create(rotation=rotation, person=person, position=position)
    return rotation


def make_ladder(*targets: Rotation | User) -> EscalationPolicy:
    policy = EscalationPolicy.objects.create(name=f"Policy {next(_numbers)}")
    for position, target in enumerate(targets, start=1):
        EscalationStep.objects.create(
            policy=policy,
            position=position,
            rotation=target if isinstance(target, Rotation) else None,
            person=target if isinstance(target, User) else None,
        )
    return policy


def make_schedule(*people: User, at: datetime = NOON, **facts: Any) -> Rotation:
    """A rotation whose shifts are written."""
    rotation = make_rotation(*people, **facts)
    build_shifts(rotation=rotation, at=at)
    return rotation


def make_layer(rotation: Rotation, *people: User, **facts: Any) -> Layer:
    layer = Layer.objects.create(
        **{"rotation": rotation, "name": "Nights", "starts_on": rotation.starts_on, **facts}
    )
    for position, person in enumerate(people, start=1):
        LayerMember.objects.create(layer=layer, person=person, position=position)
    return layer
