"""Which people stand on which rung, for one incident at one moment."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from incidents.catalog.models import Policy, Service
from incidents.oncall.models import EscalationPolicy, EscalationStep, OnCall, Rotation
from incidents.record.models import Incident
from portal.people.groups import INCIDENT_COMMANDER, MANAGER
from portal.people.models import User


class Rung(TypedDict):
    people: list[int]
    reason: str
    to_command: bool


def on_call_now(*, at: datetime) -> list[OnCall]:
    """Every rotation's duty at this moment."""
    return [rotation.on_call(at=at) for rotation in Rotation.objects.with_duty(since=at)]


def ladder_for(incident: Incident, *, at: datetime) -> tuple[str, list[Rung]]:
    return ladder_of(incident.rules, list(incident.services.all()), at=at)


def ladder_of(
    rules: Policy, services: Sequence[Service], *, at: datetime
) -> tuple[str, list[Rung]]:
    """The strategy and the rungs, with people as they are on call now.

    Critical path: everyone at once. Aggressive: the first two rungs together. Standard: one
    after the other. Nobody left means the managers, always the last rung.
    """
    strategy = rules.paging
    if any(service.critical_path for service in services) and rules.level <= 1:
        strategy = "critical_path"
    rungs = [_rung(step, at=at) for step in _steps(services)]
    rungs = [rung for rung in rungs if rung["people"]]
    commanders = _commanders(at=at) if rules.automatic_commander else []
    if strategy == "critical_path" and rungs:
        everyone = [one for rung in rungs for one in rung["people"]]
        rungs = [Rung(people=everyone, reason="Critical path: everyone at once", to_command=False)]
    elif strategy == "aggressive" and len(rungs) > 1:
        first = [*rungs[0]["people"], *rungs[1]["people"]]
        together = Rung(people=first, reason="Tier 1 and senior together", to_command=False)
        rungs = [together, *rungs[2:]]
    if commanders:
        rungs.insert(0, Rung(people=commanders, reason="Incident commander", to_command=True))
    managers = User.objects.active().in_group(MANAGER).named().values_list("pk", flat=True)
    rungs.append(Rung(people=list(managers), reason="Nobody answered", to_command=False))
    return strategy, rungs


def paged_at_once(ladder: Sequence[Rung]) -> tuple[list[int], list[int]]:
    """Who is paged when the ladder is first climbed: commanders, and everybody else."""
    commanders: list[int] = []
    for rung in ladder:
        if not rung["to_command"]:
            return commanders, list(dict.fromkeys(rung["people"]))
        commanders += rung["people"]
    return commanders, []


def _steps(services: Sequence[Service]) -> list[EscalationStep]:
    teams = [service.team_id for service in services]
    policy = (
        EscalationPolicy.objects.filter(team__in=teams).order_by("pk").first()
        or EscalationPolicy.objects.filter(team=None).first()
    )
    if policy is None:
        return []
    return list(policy.steps.select_related("rotation", "person", "group").order_by("position"))


def _rung(step: EscalationStep, *, at: datetime) -> Rung:
    if step.rotation is not None:
        person = step.rotation.on_call(at=at).person
        return Rung(
            people=[person.pk] if person else [],
            reason=f"On call: {step.rotation}",
            to_command=step.rotation.commands,
        )
    if step.person is not None:
        people = [step.person.pk] if step.person.is_active else []
        return Rung(people=people, reason="Named in the policy", to_command=False)
    members = User.objects.active().in_group(str(step.group)).named()
    return Rung(
        people=list(members.values_list("pk", flat=True)),
        reason=f"All of {step.group}",
        to_command=False,
    )


def _commanders(*, at: datetime) -> list[int]:
    for rotation in Rotation.objects.with_duty(since=at).filter(commands=True):
        person = rotation.on_call(at=at).person
        if person is not None:
            return [person.pk]
    return list(
        User.objects.active().in_group(INCIDENT_COMMANDER).named().values_list("pk", flat=True)[:1]
    )
