"""Builders of duty and paging."""

from datetime import date, time
from itertools import count
from typing import Any

from incidents.oncall.models import EscalationPolicy, EscalationStep, Rotation, RotationMember
from portal.people.models import User

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
