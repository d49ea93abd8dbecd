"""Builders of how people are reached."""

from datetime import datetime
from typing import Any

from incidents.oncall.models import ContactRule, ContactWay
from portal.people.models import User
from tests.make_record import NOON


def make_way(person: User, channel: str, address: str, **facts: Any) -> ContactWay:
    return ContactWay.objects.create(
        person=person,
        channel=channel,
        address=address,
        **{"verified_at": NOON, "added_at": NOON, **facts},
    )


def make_rule(way: ContactWay, minutes: int, *, urgency: str = "urgent") -> ContactRule:
    return ContactRule.objects.create(person=way.person, way=way, minutes=minutes, urgency=urgency)


def reach(person: User, *steps: tuple[int, str, str], at: datetime = NOON) -> list[ContactWay]:
    """Verified ways with urgent steps: minutes, channel, address."""
    ways = [make_way(person, channel, address) for _, channel, address in steps]
    for way, (minutes, _, _) in zip(ways, steps, strict=True):
        make_rule(way, minutes)
    return ways
