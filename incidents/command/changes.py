"""Which change is likely behind an incident, and why.

Points: how near to the start it happened (at most 40), how near its service stands to those
affected (at most 40), and what makes a change riskier. From 60 on it is likely, from 30
possible. A change somebody judged stands by the verdict, not by points.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models

from incidents.catalog.models import Dependency, Service
from incidents.record.models import (
    Change,
    ChangeKind,
    ChangeState,
    ChangeVerdict,
    Incident,
    Verdict,
)
from portal.web.times import duration

BEFORE = timedelta(hours=24)
FARTHEST = 3
MOST = 200
LIKELY_FROM, POSSIBLE_FROM = 60, 30
SAME_SERVICE, BY_A_VENDOR, NOBODY_SAID = 40, 25, 10
# What the affected service needs breaks it sooner than what calls it.
NEEDED = {1: 25, 2: 15, 3: 8}
CALLING = {1: 12, 2: 6, 3: 3}
# Until so long before the start, so many points.
NEARNESS = (
    (timedelta(minutes=15), 40),
    (timedelta(hours=1), 30),
    (timedelta(hours=6), 15),
    (BEFORE, 5),
)
JUST_AFTER = timedelta(minutes=5)


class Likelihood(models.TextChoices):
    LIKELY = "likely", "Likely"
    POSSIBLE = "possible", "Possible"
    UNLIKELY = "unlikely", "Unlikely"


@dataclass(frozen=True)
class Reach:
    """How far a service stands from those affected, and on which side."""

    steps: int
    needed: bool

    @property
    def points(self) -> int:
        return (NEEDED if self.needed else CALLING)[self.steps]

    @property
    def words(self) -> str:
        if self.needed:
            return "a service it needs" if self.steps == 1 else f"needed, {self.steps} steps away"
        return "a service that calls it" if self.steps == 1 else f"calls it, {self.steps} steps"


@dataclass(frozen=True)
class RankedChange:
    change: Change
    points: int
    likelihood: Likelihood
    reasons: tuple[str, ...]
    verdict: ChangeVerdict | None = None

    @property
    def why(self) -> str:
        return " · ".join(self.reasons)


def rank_changes(
    changes: Iterable[Change],
    *,
    starts_at: datetime,
    services: Collection[int],
    reach: Mapping[int, Reach],
    verdicts: Mapping[int, ChangeVerdict],
) -> list[RankedChange]:
    """Causes first, then suspects, then by likelihood; cleared ones last."""
    ranked = []
    for change in changes:
        near, when = _time(change, starts_at)
        close, where = _place(change, services, reach)
        risk, what = _risk(change)
        points = near + close + risk if near and change.is_live else 0
        reasons = [when, where, *what, *([] if change.is_live else [f"in {change.environment}"])]
        verdict = verdicts.get(change.pk)
        ranked.append(RankedChange(change, points, _likelihood(points), tuple(reasons), verdict))
    return sorted(ranked, key=_order)


def dependency_reach(
    services: Collection[int], edges: Iterable[tuple[int, int]]
) -> dict[int, Reach]:
    """Every service within three steps, by the nearer side; edges are (service, needs)."""
    needs: dict[int, set[int]] = {}
    needed_by: dict[int, set[int]] = {}
    for service, needed in edges:
        needs.setdefault(service, set()).add(needed)
        needed_by.setdefault(needed, set()).add(service)
    found: dict[int, Reach] = {}
    for graph, is_needed in ((needs, True), (needed_by, False)):
        seen, edge = set(services), set(services)
        for step in range(1, FARTHEST + 1):
            edge = {other for one in edge for other in graph.get(one, ())} - seen
            seen |= edge
            for one in edge:
                reach = Reach(step, is_needed)
                if one not in found or found[one].points < reach.points:
                    found[one] = reach
    return found


def changes_around(incident: Incident, *, at: datetime) -> list[RankedChange]:
    """The changes of the day before it began and since, ranked for this incident."""
    services = [service.pk for service in incident.services.all()]
    found = (
        Change.objects.seen_from(incident)
        .between(incident.started_at - BEFORE, min(incident.resolved_at or at, at))
        .select_related("service")
        .newest_first()[:MOST]
    )
    changes = list(found)
    if not changes:
        return []
    edges = Dependency.objects.values_list("service_id", "needs_id") if services else ()
    newest = ChangeVerdict.objects.newest_of(incident).select_related("by")
    return rank_changes(
        changes,
        starts_at=incident.started_at,
        services=services,
        reach=dependency_reach(services, edges),
        verdicts={one.change_id: one for one in newest},
    )


def _time(change: Change, starts_at: datetime) -> tuple[int, str]:
    if change.happened_at > starts_at:
        after = change.happened_at - starts_at
        words = f"{duration(after)} after the first signal"
        return (20, words) if after <= JUST_AFTER else (0, words)
    ended = change.ended_at or starts_at
    if ended >= starts_at:
        return 40, "running when it began"
    before = starts_at - ended
    points = next((points for within, points in NEARNESS if before <= within), 0)
    return points, f"{duration(before)} before the first signal"


def _place(
    change: Change, services: Collection[int], reach: Mapping[int, Reach]
) -> tuple[int, str]:
    if change.vendor:
        return BY_A_VENDOR, f"{change.vendor} said so"
    service: Service | None = change.service
    if service is None:
        return NOBODY_SAID, "service not named"
    if service.pk in services:
        return SAME_SERVICE, "same service"
    if service.pk in reach:
        near = reach[service.pk]
        return near.points, f"{service}: {near.words}"
    return 0, f"{service}: another service"


def _risk(change: Change) -> tuple[int, list[str]]:
    points, words = 0, []
    if change.service is not None and change.service.critical_path:
        points += 5
        words.append("critical path")
    if change.state == ChangeState.FAILED:
        points += 10
        words.append("it failed")
    if change.kind == ChangeKind.MIGRATION:
        points += 5
        words.append("migration")
    return points, words


def _likelihood(points: int) -> Likelihood:
    if points >= LIKELY_FROM:
        return Likelihood.LIKELY
    return Likelihood.POSSIBLE if points >= POSSIBLE_FROM else Likelihood.UNLIKELY


def _order(ranked: RankedChange) -> tuple[int, int, float]:
    places = {Verdict.CAUSE: 0, Verdict.SUSPECT: 1, Verdict.CLEARED: 3}
    place = places[Verdict(ranked.verdict.verdict)] if ranked.verdict else 2
    return place, -ranked.points, -ranked.change.happened_at.timestamp()
