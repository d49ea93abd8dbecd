"""Components show the worst that is said of them, and their days as they were."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage import uptime
from statuspage.actions.retract_notice import ReasonMissing, retract_notice
from statuspage.actions.set_component_status import set_component_status
from statuspage.actions.settle_components import NoSuchComponent
from statuspage.models import Audience, Component, Notice, Page, StatusChange
from statuspage.snapshot.facts import ComponentFacts, gather
from statuspage.snapshot.publishing import publish_site
from tests.make_record import NOON
from tests.make_statuspage import Visitor, make_component, make_notice, say

HOUR = timedelta(hours=1)


def status(component: Component) -> str:
    component.refresh_from_db()
    return component.status


def facts_of(component: Component, *, at: datetime = NOON) -> ComponentFacts:
    found = gather(Page.objects.the_page(), at=at).components
    return next(one for one in found if one.row.pk == component.pk)


def old_component(name: str = "Checkout") -> Component:
    component = make_component(name)
    Component.objects.filter(pk=component.pk).update(created_at=NOON - timedelta(days=365))
    return component


def test_the_worse_of_two_notices_is_shown() -> None:
    component = make_component()
    first = make_notice(components={component.public_id: "major_outage"})
    make_notice(components={component.public_id: "degraded_performance"})

    assert status(component) == "major_outage"

    say(first, "Fixed.", status="resolved")
    assert status(component) == "degraded_performance"


def test_resolving_sets_what_was_affected_to_working() -> None:
    component = make_component()
    notice = make_notice(components={component.public_id: "partial_outage"})

    say(notice, "Fixed.", status="resolved")

    assert status(component) == "operational"


def test_impact_stays_the_worst_it_was() -> None:
    one, other = make_component(), make_component()
    notice = make_notice(components={one.public_id: "major_outage", other.public_id: "operational"})
    say(notice, "Better.", components={one.public_id: "degraded_performance"})

    notice.refresh_from_db()
    assert notice.impact == "major"


def test_a_component_nobody_may_know_of_is_refused() -> None:
    hidden = make_component(visible=False)

    with pytest.raises(NoSuchComponent, match="No component of the page"):
        make_notice(components={hidden.public_id: "major_outage"})


def test_retracting_takes_back_what_the_notice_did_to_its_components() -> None:
    component = old_component()
    wrong = make_notice(
        components={component.public_id: "major_outage"}, at=NOON - timedelta(hours=3)
    )
    assert facts_of(component).percentage != 100.0

    retract_notice(public_id=wrong.public_id, reason="Another company's.", at=NOON)

    assert status(component) == "operational"
    assert facts_of(component).percentage == 100.0
    assert {day.status for day in facts_of(component).days} == {"operational"}


def test_a_retraction_needs_a_reason() -> None:
    notice = make_notice()

    with pytest.raises(ReasonMissing, match="Say why"):
        retract_notice(public_id=notice.public_id, reason=" ", at=NOON)
    assert Notice.objects.public().count() == 1


def test_a_day_of_partial_outage_counts_three_tenths() -> None:
    component = old_component()
    notice = make_notice(
        components={component.public_id: "partial_outage"}, at=NOON - timedelta(days=10)
    )
    say(notice, "Fixed.", status="resolved", at=NOON - timedelta(days=9))

    facts = facts_of(component)

    covered = timedelta(days=89, hours=12) / timedelta(days=1)
    assert facts.percentage == int((1 - 0.3 / covered) * 10000) / 100
    assert [day.status for day in facts.days[-11:-8]] == ["partial_outage"] * 2 + ["operational"]


def test_one_second_of_outage_is_never_a_hundred_percent() -> None:
    component = old_component()
    notice = make_notice(
        components={component.public_id: "partial_outage"}, at=NOON - timedelta(days=10)
    )
    say(notice, "Fixed.", status="resolved", at=NOON - timedelta(days=10) + timedelta(seconds=1))

    assert facts_of(component).percentage == 99.99


def test_time_before_it_existed_is_no_data() -> None:
    component = make_component(start_date=(NOON - timedelta(days=9)).date())

    facts = facts_of(component)

    assert [day.status for day in facts.days].count(uptime.NO_DATA) == 80
    assert facts.percentage == 100.0


def test_nothing_covered_has_no_percentage() -> None:
    component = make_component(start_date=(NOON + timedelta(days=1)).date())

    assert facts_of(component).percentage is None


def test_trouble_before_the_window_still_counts_inside_it() -> None:
    component = old_component()
    make_notice(components={component.public_id: "major_outage"}, at=NOON - timedelta(days=100))

    assert {day.status for day in facts_of(component).days} == {"major_outage"}
    assert facts_of(component).percentage == 0.0


@given(
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
    hour=st.datetimes(
        min_value=datetime(2026, 1, 1),  # noqa: DTZ001  (hypothesis adds the zone)
        max_value=datetime(2026, 12, 31),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    minutes=st.integers(1, 5000),
)
def test_every_minute_of_trouble_falls_on_its_day_in_every_zone(
    zone: str, hour: datetime, minutes: int
) -> None:
    there = ZoneInfo(zone)
    ends = hour + timedelta(minutes=minutes)
    now = ends + timedelta(days=2)
    changes = [(hour, "major_outage"), (ends, "operational")]
    last = now.astimezone(there).date()
    within = uptime.calendar(last, 30, there)
    begins = within[0][1]
    history = uptime.spans(changes, start=begins, end=now)

    cells = uptime.days(history, within=within, covered_from=begins)

    assert sum((cell.troubled for cell in cells), timedelta()) == ends - hour
    troubled = [cell.day for cell in cells if cell.status == "major_outage"]
    assert troubled[0] == hour.astimezone(there).date()
    assert len(cells) == 30
    assert isinstance(cells[0].day, date)


@pytest.mark.parametrize(("last", "hours"), [(date(2026, 10, 25), 25), (date(2026, 3, 29), 23)])
def test_a_day_of_changing_clocks_has_its_real_length(last: date, hours: int) -> None:
    within = uptime.calendar(last, 1, ZoneInfo("Europe/Berlin"))
    (_, begins, ends) = within[0]
    history = [uptime.Span("major_outage", begins - timedelta(days=1), ends)]

    (cell,) = uptime.days(history, within=within, covered_from=begins)

    assert cell.troubled == timedelta(hours=hours)


def test_a_retraction_leaves_what_another_notice_says_in_the_bars() -> None:
    cards = make_component("Cards")
    wrong = make_notice(components={cards.public_id: "major_outage"})
    other = make_notice("Slow", components={cards.public_id: "partial_outage"}, at=NOON + HOUR)

    retract_notice(public_id=wrong.public_id, reason="The wrong page.", at=NOON + 2 * HOUR)

    cards.refresh_from_db()
    counted = StatusChange.objects.counting().get()
    assert cards.status == "partial_outage"
    assert (counted.new_status, counted.notice) == ("partial_outage", other)


def test_a_retraction_goes_back_to_what_a_person_had_said() -> None:
    cards = make_component("Cards")
    set_component_status(
        component=cards, status="degraded_performance", by_name="Mei", at=NOON - HOUR
    )
    wrong = make_notice(components={cards.public_id: "major_outage"})

    retract_notice(public_id=wrong.public_id, reason="The wrong page.", at=NOON + HOUR)

    cards.refresh_from_db()
    assert cards.status == "degraded_performance"


def test_what_an_audience_is_told_changes_nothing_everybody_sees() -> None:
    cards, cluster = make_component("Cards"), make_component("Dedicated cluster")
    few = Audience.objects.create(name="Enterprise")
    cluster.audiences.add(few)
    said = {cards.public_id: "major_outage", cluster.public_id: "major_outage"}

    notice = make_notice(audiences=[few], components=said)
    make_notice("Slow", components={cards.public_id: "partial_outage"}, at=NOON + HOUR)

    cards.refresh_from_db()
    cluster.refresh_from_db()
    assert (cards.status, cluster.status) == ("partial_outage", "major_outage")
    assert notice.impact == "critical"


def test_the_days_at_a_glance_follow_what_happened_and_what_is_shown() -> None:
    component = old_component()
    publish_site()
    assert b"90 of 90 days without a problem" in Visitor().get("/history/").body

    for status, hours in (("major_outage", 50), ("operational", 49)):
        at = NOON - timedelta(hours=hours)
        set_component_status(component=component, status=status, by_name="Mei", at=at)
    publish_site(anyway=True)
    assert b"89 of 90 days without a problem" in Visitor().get("/history/").body

    old_component("Payouts")
    Component.objects.filter(pk=component.pk).update(showcase=False)
    publish_site(anyway=True)
    assert b"90 of 90 days without a problem" in Visitor().get("/history/").body
