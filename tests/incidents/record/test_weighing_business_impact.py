"""Which of several incidents comes first, and what each has cost."""

from datetime import timedelta
from typing import Any

from pytest_django import DjangoAssertNumQueries

from incidents.record.actions.record_impact import record_impact
from incidents.record.business_impact import rank, score_of
from incidents.record.cost import cost_so_far
from incidents.record.models import Impact, Incident
from tests.make_record import NOON, make_incident, make_service

HOUR = timedelta(hours=1)


def points(incident: Incident, **facts: Any) -> int:
    impact = Impact(incident=incident, at=NOON, **facts) if facts else None
    return score_of(impact, incident, at=NOON).points


def test_every_fact_that_hurts_more_counts_more() -> None:
    incident = make_incident()
    mild = {"revenue_per_hour": 1_000, "customers_affected": 100, "data_at_risk": "no"}
    base = points(incident, **mild)

    assert points(incident, **mild | {"revenue_per_hour": 50_000}) > base
    assert points(incident, **mild | {"customers_affected": 20_000}) > base
    assert points(incident, **mild | {"share": 80}) > base
    assert points(incident, **mild | {"data_at_risk": "unknown"}) > base
    assert points(incident, **mild | {"data_at_risk": "yes"}) >= base + 30
    assert points(incident, **mild | {"support_tickets": 200}) > base


def test_unknown_is_not_small() -> None:
    unknown, measured = make_incident("Nobody looked"), make_incident("Few customers")

    assert points(unknown) > points(measured, customers_affected=3, data_at_risk="no")


def test_drills_and_near_misses_come_after_real_trouble() -> None:
    drill = make_incident("Drill", kind="drill", level=0)
    real = make_incident("Real", level=3)

    assert [one.incident for one in rank([drill, real], at=NOON)] == [real, drill]


def test_the_order_is_business_impact_and_not_severity() -> None:
    costly, loud = make_incident("Costly", level=2), make_incident("Loud", level=1)
    record_impact(incident=costly, by=None, at=NOON, revenue_per_hour=90_000, share=60)
    record_impact(incident=loud, by=None, at=NOON, customers_affected=2, data_at_risk="no")

    first, second = rank([loud, costly], at=NOON)

    assert (first.incident, second.incident) == (costly, loud)
    assert first.score.reason == "Costs $90,000 an hour; 60 % of customers are affected."


def test_the_critical_path_and_a_longer_time_decide_between_equals() -> None:
    plain = make_incident("Plain")
    critical = make_incident("Critical", services=[make_service(critical_path=True)])
    older = make_incident("Older", started_at=NOON - 3 * HOUR)

    order = [one.incident for one in rank([plain, older, critical], at=NOON)]

    assert order == [critical, older, plain]


def test_ranking_many_costs_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    incidents = [make_incident(f"Number {one}") for one in range(12)]

    with django_assert_num_queries(1):
        rank(incidents, at=NOON)


def test_each_rate_holds_until_the_next_and_the_first_since_the_start() -> None:
    incident = make_incident(started_at=NOON - HOUR)
    for hours, rate in ((0, 60_000), (1, 30_000)):
        record_impact(incident=incident, by=None, at=NOON + hours * HOUR, revenue_per_hour=rate)
    record_impact(incident=incident, by=None, at=NOON + 2 * HOUR, customers_affected=7)

    cost = cost_so_far(incident, list(incident.impacts.all()), at=NOON + 3 * HOUR)

    assert cost is not None
    assert [(span.rate, span.lasted) for span in cost.spans] == [
        (60_000, 2 * HOUR), (30_000, 2 * HOUR),
    ]  # fmt: skip
    assert cost.dollars == 180_000


def test_it_says_nothing_where_no_rate_was_recorded() -> None:
    incident = make_incident()
    record_impact(incident=incident, by=None, at=NOON, customers_affected=7)

    assert cost_so_far(incident, list(incident.impacts.all()), at=NOON + HOUR) is None


def test_the_clock_of_cost_stops_when_it_is_resolved() -> None:
    incident = make_incident()
    record_impact(incident=incident, by=None, at=NOON, revenue_per_hour=10_000)
    incident.resolved_at = NOON + HOUR

    cost = cost_so_far(incident, list(incident.impacts.all()), at=NOON + 9 * HOUR)

    assert cost is not None
    assert cost.dollars == 10_000
