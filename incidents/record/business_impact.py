"""The business-impact score: which of several incidents comes first.

    revenue      10 x log10(1 + dollars an hour / 100), at most 40    $52,000/h = 27
    reach        the larger of 0.3 x per cent of customers and
                 5 x log10(1 + customers), at most 30                 18,400 = 21
    tickets      3 x log10(1 + support tickets), at most 10           200 = 7
    data         30 when data is wrong, lost or exposed; 5 while nobody knows
    critical     10 when a service on the critical path is hit
    severity     SEV0 30, SEV1 20, SEV2 10, SEV3 0; twice that while neither revenue nor
                 reach is known, because unknown is not small
    lasting      1 for every hour since the start, at most 10

Logarithms, so that ten times the harm counts a step more and no single fact drowns the others.
Drills and near misses score nothing: real trouble comes first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import log10
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject

from incidents.catalog.models import Service
from incidents.record.models import Impact, Incident, Kind
from incidents.record.models.impact import DataAtRisk
from incidents.record.models.incident import IncidentQuerySet

# Each measure, and what stands for nobody knows.
WEIGHED = {
    "revenue_per_hour": None,
    "customers_affected": None,
    "share": None,
    "support_tickets": None,
    "data_at_risk": DataAtRisk.UNKNOWN,
}
FACTS = ("is_weighed", "impact_facts", "is_critical")
BY_LEVEL = (30, 20, 10, 0)
DATA_AT_RISK, DATA_UNKNOWN, DATA_SAFE = 30, 5, 0
BY_DATA = {
    DataAtRisk.YES: DATA_AT_RISK,
    DataAtRisk.UNKNOWN: DATA_UNKNOWN,
    DataAtRisk.NO: DATA_SAFE,
}
DATA_WORDS = {
    DATA_AT_RISK: "Data at risk",
    DATA_UNKNOWN: "Data: nobody knows yet",
    DATA_SAFE: "Data is safe",
}


@dataclass(frozen=True)
class Score:
    """Points in all, each part with the fact it stands for, and the reason in a sentence."""

    points: int
    parts: tuple[tuple[str, int], ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Ranked:
    incident: Incident
    impact: Impact | None
    score: Score


def score_of(
    impact: Impact | None, incident: Incident, *, at: datetime, critical_path: bool = False
) -> Score:
    """How much an incident hurts, by its newest impact (None: nobody said)."""
    if incident.kind != Kind.INCIDENT:
        return Score(0, reason=f"{incident.get_kind_display()}: it counts after real trouble.")
    parts = [*_measured(impact), *_of_incident(impact, incident, critical_path, at=at)]
    told = tuple(part for part in parts if part[1])
    return Score(sum(points for _, points in told), told, _reason(impact, critical_path))


def rank(incidents: Iterable[Incident], *, at: datetime) -> list[Ranked]:
    """By business impact, worst first; one query, however many there are."""
    rows = list(incidents)
    asked = _weighed(Incident.objects.filter(pk__in=[one.pk for one in rows]))
    known = {pk: facts for pk, *facts in asked.values_list("pk", *FACTS)}
    return _in_order(((one, *_told(one, *known[one.pk])) for one in rows), at=at)


def rank_all_of(incidents: IncidentQuerySet, *, at: datetime) -> list[Ranked]:
    """The same of a whole queryset, by one query."""
    rows: Iterable[Any] = _weighed(incidents)
    return _in_order(
        ((one, *_told(one, *(getattr(one, name) for name in FACTS))) for one in rows), at=at
    )


def _weighed(incidents: IncidentQuerySet) -> IncidentQuerySet:
    """With the newest known value of each measure: who counts tickets anew says nothing of
    the revenue."""
    told = Impact.objects.filter(incident=OuterRef("pk")).newest_first()
    newest = {
        name: Subquery(told.exclude(**{name: nothing}).values(name)[:1])
        for name, nothing in WEIGHED.items()
    }
    critical = Service.objects.filter(incidents=OuterRef("pk"), critical_path=True)
    facts: JSONObject = JSONObject(**newest)
    return incidents.annotate(
        is_weighed=Exists(told), impact_facts=facts, is_critical=Exists(critical)
    )


def _told(
    incident: Incident, is_weighed: bool, facts: dict[str, Any], is_critical: bool
) -> tuple[Impact | None, bool]:
    known = {name: value for name, value in facts.items() if value is not None}
    return (Impact(incident=incident, **known) if is_weighed else None), is_critical


def _in_order(
    known: Iterable[tuple[Incident, Impact | None, bool]], *, at: datetime
) -> list[Ranked]:
    ranked = [
        Ranked(one, impact, score_of(impact, one, at=at, critical_path=critical))
        for one, impact, critical in known
    ]
    return sorted(
        ranked, key=lambda one: (-one.score.points, one.incident.level, one.incident.declared_at)
    )


def _measured(impact: Impact | None) -> list[tuple[str, int]]:
    if impact is None:
        return [(DATA_WORDS[DATA_UNKNOWN], DATA_UNKNOWN)]
    share, customers = impact.share or 0, impact.customers_affected or 0
    data = BY_DATA[DataAtRisk(impact.data_at_risk)]
    return [
        ("Revenue lost per hour", _steps(10, (impact.revenue_per_hour or 0) / 100, most=40)),
        ("Customers affected", min(max(round(0.3 * share), _steps(5, customers, most=30)), 30)),
        ("Support tickets", _steps(3, impact.support_tickets or 0, most=10)),
        (DATA_WORDS[data], data),
    ]


def _of_incident(
    impact: Impact | None, incident: Incident, critical_path: bool, *, at: datetime
) -> list[tuple[str, int]]:
    told = impact is not None and (
        impact.revenue_per_hour is not None
        or impact.customers_affected is not None
        or impact.share is not None
    )
    by_level = BY_LEVEL[incident.level] * (1 if told else 2)
    label = incident.severity_label if told else f"{incident.severity_label}, impact not known"
    hours = int(incident.elapsed(at=at).total_seconds() // 3600)
    return [
        ("Critical path", 10 if critical_path else 0),
        (label, by_level),
        ("Hours it has lasted", min(hours, 10)),
    ]


def _steps(weight: int, amount: float, *, most: int) -> int:
    return min(round(weight * log10(1 + amount)), most)


def _reason(impact: Impact | None, critical_path: bool) -> str:
    facts = []
    if impact is not None:
        if impact.data_at_risk == DataAtRisk.YES:
            facts.append("data is at risk")
        if impact.revenue_per_hour:
            facts.append(f"costs ${impact.revenue_per_hour:,} an hour")
        if impact.customers_affected is not None:
            facts.append(f"{impact.customers_affected:,} customers are affected")
        elif impact.share is not None:
            facts.append(f"{impact.share} % of customers are affected")
    if not facts:
        facts.append("its impact is not known yet")
    if critical_path:
        facts.append("critical path")
    sentence = "; ".join(facts)
    return f"{sentence[0].upper()}{sentence[1:]}."
