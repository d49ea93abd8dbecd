"""What was wrong about the past is said right: counted, shown as corrected, kept, audited."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.people.models import AuditEntry
from statuspage import uptime
from statuspage.actions.correct_uptime import CannotCorrect, correct_uptime
from statuspage.actions.withdraw_correction import withdraw_correction
from statuspage.models import Component, Page, UptimeCorrection
from statuspage.snapshot.facts import ComponentFacts, gather
from statuspage.snapshot.publishing import publish_site
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_statuspage import Visitor, make_component, make_notice, say

DAY = timedelta(days=1)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago")
STATES = ("operational", "under_maintenance", "degraded_performance", "partial_outage",
          "major_outage")  # fmt: skip
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def down_for_a_day() -> Component:
    component = make_component("Checkout")
    Component.objects.filter(pk=component.pk).update(created_at=NOON - 365 * DAY)
    notice = make_notice(components={component.public_id: "major_outage"}, at=NOON - 10 * DAY)
    say(notice, "Fixed.", status="resolved", at=NOON - 9 * DAY)
    return component


def facts_of(component: Component) -> ComponentFacts:
    found = gather(Page.objects.the_page(), at=NOON).components
    return next(one for one in found if one.row.pk == component.pk)


def correct(component: Component, **facts: object) -> UptimeCorrection:
    said = {
        "starts_at": NOON - 10 * DAY,
        "ends_at": NOON - 9 * DAY,
        "status": "operational",
        "reason": "Only our own monitoring was down.",
        **facts,
    }
    return correct_uptime(component=component, by=make_user("Kofi"), at=NOON, **said)  # type: ignore[arg-type]


def test_a_correction_counts_and_shows() -> None:
    component = down_for_a_day()
    assert facts_of(component).percentage == 98.88

    correct(component)

    found = facts_of(component)
    assert found.percentage == 100.0
    assert [one.corrected for one in found.days].count(True) == 2
    publish_site(anyway=True)
    assert b"(corrected)" in Visitor().get("/").body


def test_a_withdrawn_one_counts_no_more() -> None:
    component = down_for_a_day()
    made = correct(component)

    assert withdraw_correction(correction=made, by=make_user("Kofi"), at=NOON)
    assert not withdraw_correction(correction=made, by=make_user("Kofi"), at=NOON)
    assert facts_of(component).percentage == 98.88


def test_the_later_of_two_counts() -> None:
    component = down_for_a_day()
    correct(component)
    correct(component, status="major_outage", reason="It was down after all.")

    assert facts_of(component).percentage == 98.88


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reason": " "}, "Say why"),
        ({"reason": "x" * 241}, "240 characters"),
        ({"ends_at": NOON - 11 * DAY}, "after the start"),
        ({"ends_at": NOON + DAY}, "Only what is past"),
        ({"status": "on fire"}, "Choose what"),
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, object], words: str) -> None:
    component = down_for_a_day()

    with pytest.raises(CannotCorrect, match=words):
        correct(component, **wrong)
    assert not UptimeCorrection.objects.exists()


def test_both_are_audited() -> None:
    made = correct(down_for_a_day())
    withdraw_correction(correction=made, by=make_user("Kofi"), at=NOON)

    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["corrected uptime", "withdrew correction"]


spans = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(1, 900), st.sampled_from(STATES)).map(
        lambda one: uptime.Span(
            one[2], BEGIN + timedelta(hours=one[0]), BEGIN + timedelta(hours=one[0] + one[1])
        )
    ),
    max_size=6,
)
changes = st.lists(st.tuples(st.integers(-50, 2200), st.sampled_from(STATES)), max_size=12).map(
    lambda found: [(BEGIN + timedelta(hours=hour), state) for hour, state in sorted(found)]
)


@UNHURRIED
@given(changes=changes, corrections=spans)
def test_what_counts_covers_the_time_once(
    changes: list[tuple[datetime, str]], corrections: list[uptime.Span]
) -> None:
    end = BEGIN + timedelta(hours=2000)

    history = uptime.history(changes, corrections, start=BEGIN, end=end)

    assert history[0].start == BEGIN
    assert history[-1].end == end
    assert all(one.end == other.start for one, other in pairwise(history))
    account = uptime.account(history, covered_from=BEGIN)
    assert account.covered == (end - BEGIN).total_seconds()
    assert 0 <= account.lost <= account.covered
    broken = {one.status for one in history} & {"partial_outage", "major_outage"}
    assert (account.percentage == 100.0) is not bool(broken)
    for said in corrections[-1:]:
        inside = [one for one in history if one.start < said.end and one.end > said.start]
        assert {one.status for one in inside} <= {said.status}


@UNHURRIED
@given(
    zone=st.sampled_from(ZONES),
    other=st.sampled_from(ZONES),
    changes=changes,
    corrections=spans,
)
def test_another_zone_moves_no_instant(
    zone: str, other: str, changes: list[tuple[datetime, str]], corrections: list[uptime.Span]
) -> None:
    """The same hours are lost, whatever days they fall on."""
    end = BEGIN + timedelta(hours=1500)

    def lost(name: str) -> timedelta:
        there = ZoneInfo(name)
        first = BEGIN - timedelta(days=2)
        count = (end.astimezone(there).date() - first.astimezone(there).date()).days + 1
        within = uptime.calendar(end.astimezone(there).date(), count, there)
        history = uptime.history(changes, corrections, start=first, end=end)
        cells = uptime.days(history, within=within, covered_from=first)
        return sum((one.troubled for one in cells), timedelta())

    assert lost(zone) == lost(other)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("month", [3, 4, 9, 10, 11])
def test_every_hour_of_a_changing_day_is_on_its_day(zone: str, month: int) -> None:
    there = ZoneInfo(zone)
    start = datetime(2026, month, 1, tzinfo=UTC)
    within = uptime.calendar(datetime(2026, month, 28).date(), 28, there)  # noqa: DTZ001

    for number in range(24 * 26):
        hour = start + timedelta(days=1, hours=number)
        history = [uptime.Span("major_outage", hour, hour + timedelta(minutes=59))]
        cells = uptime.days(history, within=within, covered_from=within[0][1])
        troubled = [one.day for one in cells if one.troubled]
        assert troubled[0] == hour.astimezone(there).date()
        assert sum((one.troubled for one in cells), timedelta()) == timedelta(minutes=59)
