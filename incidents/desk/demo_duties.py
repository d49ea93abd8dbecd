"""Who is on call at Northwind Pay, with what a schedule has in a week."""

from datetime import date, datetime, time, timedelta
from typing import Any

from incidents.catalog.models import Team
from incidents.oncall.actions.build_shifts import build_shifts
from incidents.oncall.actions.override_duty import CannotOverride, override_duty
from incidents.oncall.actions.record_absence import record_absence
from incidents.oncall.models import (
    ContactRule,
    ContactWay,
    EscalationPolicy,
    EscalationStep,
    QuietHours,
    Rotation,
    RotationMember,
    Urgency,
)
from incidents.oncall.schedule.duties import on_call
from portal.people.models import User
from portal.post.drafts import Channel

SUN = (("mina", "Asia/Seoul"), ("jonas", "Europe/Berlin"), ("luis", "America/Los_Angeles"))
# Who is called at home too, after how many minutes.
REACHED = (("tom", 2), ("ana", 3), ("priya", 2), ("rafael", 4))
ROTATIONS: tuple[tuple[str, tuple[str, ...], dict[str, Any]], ...] = (
    ("Payments", ("tom", "ana", "rafael"), {}),
    ("Payments backup", ("ana", "rafael", "tom"), {}),
    ("Platform", (), {"pattern": Rotation.Pattern.SUN, "length_days": 1}),
    ("Commanders", ("priya",), {"commands": True}),
    ("Customer support", ("grace",), {"covered_days": list(range(5))}),
)


def make_duties(people: dict[str, User], *, at: datetime) -> None:
    team = Team.objects.filter(slug="payments").first()
    made = {}
    for position, (name, members, facts) in enumerate(ROTATIONS, start=1):
        made[name] = Rotation.objects.create(
            name=name,
            position=position,
            starts_on=date(2026, 1, 5),
            team=team if name.startswith("Payments") else None,
            **facts,
        )
        for place, member in enumerate(members, start=1):
            _place(made[name], people[member], place)
    for place, (member, zone) in enumerate(SUN, start=1):
        hours = {"time_zone": zone, "hours_from": time(7), "hours_until": time(17)}
        _place(made["Platform"], people[member], place, **hours)
    made["Payments"].owners.set([people["priya"]])
    policy = EscalationPolicy.objects.create(name="Payments and everything else", repeats=1)
    for position, name in enumerate(("Payments", "Payments backup"), start=1):
        EscalationStep.objects.create(policy=policy, position=position, rotation=made[name])
    for rotation in made.values():
        build_shifts(rotation=rotation, at=at - timedelta(days=8))
    _a_week(made, people, at=at)
    for name, minutes in REACHED:
        _reach(people[name], minutes, at=at)
    QuietHours.objects.create(person=people["tom"], starts=time(22), ends=time(7))


def _reach(person: User, minutes: int, *, at: datetime) -> None:
    """The account's e-mail at once, and one at home where nothing was answered."""
    at_home = f"{person.email.partition('@')[0]}@home.northwind.example"
    facts = {"person": person, "channel": Channel.EMAIL, "added_at": at, "verified_at": at}
    for after, address in ((0, ""), (minutes, at_home)):
        way = ContactWay.objects.create(address=address, **facts)
        for urgency in Urgency:
            ContactRule.objects.create(person=person, urgency=urgency, minutes=after, way=way)


def _place(rotation: Rotation, person: User, position: int, **facts: Any) -> None:
    RotationMember.objects.create(rotation=rotation, person=person, position=position, **facts)


def _a_week(made: dict[str, Rotation], people: dict[str, User], *, at: datetime) -> None:
    """Somebody stands in, and somebody will be away."""
    soon = (at + timedelta(days=1)).replace(hour=18, minute=0, second=0, microsecond=0)
    away = on_call(made["Payments"], at=soon).person
    if away is not None:
        record_absence(
            person=away,
            starts_at=soon,
            ends_at=soon + timedelta(hours=6),
            note="A wedding",
            by=away,
            at=at,
        )
    begins = soon.replace(hour=6)
    for rotation in made.values():
        build_shifts(rotation=rotation, at=at)
    try:
        override_duty(
            rotation=made["Platform"],
            person=people["ana"],
            starts_at=begins,
            ends_at=begins + timedelta(hours=9),
            reason="Jonas is at the dentist",
            by=people["priya"],
            at=at,
        )
    except CannotOverride:
        """It is too late in the day for it."""
