"""Which people stand on which rung, for one incident at one moment."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import NotRequired, TypedDict

from incidents.catalog.models import Policy, Service
from incidents.oncall.models import (
    Escalation,
    EscalationPolicy,
    EscalationStep,
    PlanStep,
    Rotation,
)
from incidents.oncall.paging.reaching import is_urgent, plans_for
from incidents.oncall.schedule.duties import OnCall, duties, on_call, with_duty
from incidents.record.models import Incident
from portal.people.groups import INCIDENT_COMMANDER, MANAGER
from portal.people.models import User

EVERYONE = "Critical path: everyone at once"
TOGETHER = "Tier 1 and senior together"


class Rung(TypedDict):
    """Who is called together, why, and for how many minutes they are waited for. `names` and
    `ways` are by the person's key, as JSON writes it."""

    people: list[int]
    reason: str
    to_command: bool
    wait: NotRequired[int]
    every_way: NotRequired[bool]
    names: NotRequired[dict[str, str]]
    ways: NotRequired[dict[str, list[PlanStep]]]


def on_call_now(*, at: datetime) -> list[OnCall]:
    """Every rotation's duty at this moment."""
    return duties(Rotation.objects.all(), at=at)


def ladder_for(incident: Incident, *, at: datetime) -> tuple[str, list[Rung]]:
    services = list(incident.services.all())
    return ladder_of(incident.rules, services, policy=policy_for(incident), at=at)


def ladder_of(
    rules: Policy,
    services: Sequence[Service],
    *,
    policy: EscalationPolicy | None = None,
    at: datetime,
) -> tuple[str, list[Rung]]:
    """The strategy and the rungs, with people as they are on call now.

    Critical path: everyone at once, unless business hours are enough. Aggressive: the first
    two rungs together. Standard: one after the other. Nobody left means the managers, always
    the last rung.
    """
    strategy = rules.paging
    if is_urgent(rules) and any(service.critical_path for service in services):
        strategy = "critical_path"
    rungs = _rungs(policy or policy_of(services), rules, at=at)
    if strategy == "critical_path" and rungs:
        rungs = [_together(rungs, EVERYONE)]
    elif strategy == "aggressive" and len(rungs) > 1:
        rungs = [_together(rungs[:2], TOGETHER), *rungs[2:]]
    commanders = _commanders(at=at) if rules.automatic_commander else []
    if commanders:
        first = Rung(people=commanders, reason="Incident commander", to_command=True)
        rungs.insert(0, first)
    rungs.append(
        Rung(people=_managers(), reason="Nobody answered", to_command=False, every_way=True)
    )
    return strategy, rungs


def policy_for(incident: Incident) -> EscalationPolicy | None:
    """The one chosen for it, else that of its services."""
    chosen = Escalation.objects.filter(incident=incident, chosen_policy__isnull=False)
    newest = chosen.select_related("chosen_policy").newest_first().first()
    return newest.chosen_policy if newest else policy_of(list(incident.services.all()))


def policy_of(services: Sequence[Service]) -> EscalationPolicy | None:
    """That of the first team that has one, else the general one."""
    teams = [service.team_id for service in services]
    return (
        EscalationPolicy.objects.filter(team__in=teams).order_by("pk").first()
        or EscalationPolicy.objects.filter(team=None).first()
    )


def named(rungs: Iterable[Rung], *, urgent: bool, at: datetime) -> list[Rung]:
    """With everybody's name and ways as they are now: what a climb keeps."""
    rungs = list(rungs)
    everyone = {one for rung in rungs for one in rung["people"]}
    people = User.objects.active().in_bulk(everyone)
    usual = plans_for(people.values(), urgent=urgent, at=at)
    by_all = plans_for(people.values(), urgent=True, at=at, every_way=True)
    for rung in rungs:
        ways = by_all if rung.get("every_way") else usual
        known = [one for one in rung["people"] if one in people]
        rung["names"] = {str(one): str(people[one]) for one in known}
        rung["ways"] = {str(one): ways[one] for one in known}
    return rungs


def paged_at_once(ladder: Sequence[Rung]) -> tuple[list[int], list[int]]:
    """Who is paged when the ladder is first climbed: commanders, and everybody else."""
    commanders: list[int] = []
    for rung in ladder:
        if not rung["to_command"]:
            return commanders, list(dict.fromkeys(rung["people"]))
        commanders += rung["people"]
    return commanders, []


def managers_now(*, at: datetime) -> list[User]:
    """Managers whose turn it is in a rotation; where none has one, all of them."""
    return managers_of(on_call_now(at=at))


def managers_of(duties: Iterable[OnCall]) -> list[User]:
    there = {one.person.pk for one in duties if one.person is not None}
    managers = list(User.objects.active().in_group(MANAGER).named())
    return [one for one in managers if one.pk in there] or managers


def _rungs(policy: EscalationPolicy | None, rules: Policy, *, at: datetime) -> list[Rung]:
    """Targets of one position on one rung; rungs on which nobody stands are left out."""
    if policy is None:
        return []
    steps = policy.steps.select_related("rotation", "person", "group").order_by("position", "pk")
    wanted = [step for step in steps if step.is_for(rules.level)]
    rungs = []
    for _, targets in groupby(wanted, key=lambda step: step.position):
        rung = _rung(list(targets), at=at)
        if rung["people"]:
            rungs.append(rung)
    return rungs


def _rung(steps: Sequence[EscalationStep], *, at: datetime) -> Rung:
    found = [(step, _people(step, at=at)) for step in steps]
    present = [step for step, people in found if people]
    rung = Rung(
        people=list(dict.fromkeys(one for _, people in found for one in people)),
        reason=" and ".join(_reason(step) for step in present)[:200],
        to_command=bool(present) and all(_commands(step) for step in present),
    )
    waits = [step.wait_minutes for step in steps if step.wait_minutes]
    if waits:
        rung["wait"] = max(waits)
    return rung


def _people(step: EscalationStep, *, at: datetime) -> list[int]:
    if step.rotation is not None:
        if step.rotation.retired_at is not None:
            return []
        person = on_call(step.rotation, at=at).person
        return [person.pk] if person else []
    if step.person is not None:
        return [step.person.pk] if step.person.is_active else []
    return _group(str(step.group))


def _reason(step: EscalationStep) -> str:
    if step.rotation is not None:
        return f"On call: {step.rotation}"
    return "Named in the policy" if step.person is not None else f"All of {step.group}"


def _commands(step: EscalationStep) -> bool:
    return step.rotation is not None and step.rotation.commands


def _together(rungs: Sequence[Rung], reason: str) -> Rung:
    """As one; the longest of their waits."""
    people = list(dict.fromkeys(one for rung in rungs for one in rung["people"]))
    whole = Rung(people=people, reason=reason, to_command=False)
    waits = [rung["wait"] for rung in rungs if "wait" in rung]
    if waits:
        whole["wait"] = max(waits)
    return whole


def _managers() -> list[int]:
    return _group(MANAGER)


def _group(name: str) -> list[int]:
    return list(User.objects.active().in_group(name).named().values_list("pk", flat=True))


def _commanders(*, at: datetime) -> list[int]:
    for rotation in with_duty(Rotation.objects.all(), since=at).filter(commands=True):
        person = on_call(rotation, at=at).person
        if person is not None:
            return [person.pk]
    return _group(INCIDENT_COMMANDER)[:1]
