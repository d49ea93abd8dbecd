"""What changed is ranked by time, service and distance, and says why."""

from datetime import datetime, timedelta
from typing import Any

from pytest_django import DjangoAssertNumQueries

from incidents.catalog.models import Dependency
from incidents.command.changes import (
    Likelihood,
    RankedChange,
    Reach,
    changes_around,
    dependency_reach,
    rank_changes,
)
from incidents.record.actions.judge_change import judge_change
from incidents.record.actions.record_change import record_change
from incidents.record.models import Change, ChangeVerdict
from tests.make_record import NOON, make_incident, make_service

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def rank(*changes: Change, **facts: Any) -> list[RankedChange]:
    """Among services of which 1 is affected."""
    given: dict[str, Any] = {"starts_at": NOON, "services": [1], "reach": {}, "verdicts": {}}
    return rank_changes(changes, **given | facts)


def of(*, before: timedelta = 9 * MINUTE, service: int | None = 1, **facts: Any) -> Change:
    """A deployment, unsaved; the service is a row of this number."""
    happened: datetime = NOON - before
    row = make_service() if service else None
    if row is not None and service is not None:
        row.pk = service
    return Change(title="api", service=row, happened_at=happened, ended_at=happened, **facts)


def test_nine_minutes_before_on_the_same_service_is_likely() -> None:
    (only,) = rank(of())

    assert only.likelihood == Likelihood.LIKELY
    assert only.why == "9 min before the first signal · same service"


def test_the_nearer_in_time_comes_first() -> None:
    order = rank(of(before=5 * HOUR), of(before=40 * MINUTE), of(before=2 * MINUTE))

    assert [one.points for one in order] == [80, 70, 55]


def test_a_change_long_after_the_start_cannot_be_behind_it() -> None:
    (only,) = rank(of(before=-20 * MINUTE))

    assert only.likelihood == Likelihood.UNLIKELY
    assert only.why.startswith("20 min after the first signal")


def test_one_that_ran_when_it_began_counts_as_if_it_had_just_happened() -> None:
    running = of(before=3 * HOUR)
    running.ended_at = None

    (only,) = rank(running)

    assert only.reasons[0] == "running when it began"
    assert only.likelihood == Likelihood.LIKELY


def test_what_is_needed_weighs_more_than_what_calls() -> None:
    needed, calling, other = of(service=2), of(service=3), of(service=4)

    order = rank(
        other, calling, needed, reach={2: Reach(1, needed=True), 3: Reach(1, needed=False)}
    )

    assert [one.change for one in order] == [needed, calling, other]
    assert "a service it needs" in order[0].why
    assert "a service that calls it" in order[1].why
    assert "another service" in order[2].why


def test_the_farther_the_less() -> None:
    edges = [(1, 2), (2, 3), (3, 4), (4, 5), (9, 1)]

    reach = dependency_reach([1], edges)

    assert reach == {
        2: Reach(1, needed=True),
        3: Reach(2, needed=True),
        4: Reach(3, needed=True),
        9: Reach(1, needed=False),
    }
    assert reach[2].points > reach[3].points > reach[4].points > 0


def test_a_circle_of_dependencies_ends() -> None:
    assert dependency_reach([1], [(1, 2), (2, 1)]) == {2: Reach(1, needed=True)}


def test_a_vendor_that_says_so_is_named() -> None:
    (only,) = rank(of(service=None, vendor="Cardline"))

    assert "Cardline said so" in only.why
    assert only.likelihood == Likelihood.LIKELY


def test_failing_migrating_and_the_critical_path_add_to_it() -> None:
    plain = rank(of())[0].points

    assert rank(of(state="failed"))[0].points > plain
    assert rank(of(kind="migration"))[0].points > plain
    critical = of()
    assert critical.service is not None
    critical.service.critical_path = True
    assert rank(critical)[0].points > plain


def test_staging_is_unlikely_and_says_why() -> None:
    (only,) = rank(of(environment="staging"))

    assert only.likelihood == Likelihood.UNLIKELY
    assert only.why.endswith("in staging")


def test_a_verdict_outranks_the_points() -> None:
    cause, suspect, cleared, likely = of(before=23 * HOUR), of(before=5 * HOUR), of(), of()
    verdicts = {}
    for pk, (change, verdict) in enumerate(
        ((cause, "cause"), (suspect, "suspect"), (cleared, "cleared")), start=1
    ):
        change.pk = pk
        verdicts[pk] = ChangeVerdict(verdict=verdict)

    order = rank(likely, cleared, suspect, cause, verdicts=verdicts)

    assert [one.change for one in order] == [cause, suspect, likely, cleared]


def test_it_reads_the_graph_the_verdicts_and_the_window() -> None:
    checkout, gateway = make_service("Checkout"), make_service("Card gateway")
    Dependency.objects.create(service=checkout, needs=gateway)
    incident = make_incident(services=[checkout])
    secret = make_incident("Leaked keys", private=True)

    def change(title: str, before: timedelta, **facts: Any) -> Change:
        at = NOON + HOUR
        return record_change(
            title=title, source="ci", happened_at=NOON - before, by=None, at=at, **facts
        )

    near = change("gateway", 5 * MINUTE, service=gateway)
    change("last week", timedelta(days=7), service=checkout)
    change("a secret", 5 * MINUTE, incident=secret)
    old = change("checkout", 7 * HOUR, service=checkout)
    judge_change(incident=incident, change=old, verdict="suspect", by=None, at=NOON + HOUR)

    found = changes_around(incident, at=NOON + HOUR)

    assert [one.change for one in found] == [old, near]
    assert "a service it needs" in found[1].why


def test_many_changes_cost_no_more_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    service = make_service()
    incident = make_incident(services=[service])
    for number in range(20):
        record_change(
            title=f"Change {number}", source="ci", service=service, happened_at=NOON, by=None,
            at=NOON,
        )  # fmt: skip

    with django_assert_max_num_queries(4):
        changes_around(incident, at=NOON + HOUR)
