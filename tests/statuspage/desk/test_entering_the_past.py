"""What happened before is entered at its own times, counts in uptime and tells nobody."""

from datetime import datetime, timedelta

import pytest

from portal.clock import clock
from portal.post.models import Message
from statuspage import uptime
from statuspage.actions.backfill_notice import NotPast, PastUpdate, backfill_notice
from statuspage.actions.retract_notice import retract_notice
from statuspage.actions.set_component_status import set_component_status
from statuspage.models import Component, Notice, StatusChange
from tests.make_people import make_user
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_subscriber

NOW = NOON + timedelta(days=1)


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def enter(*updates: PastUpdate, key: str = "past", started: int = 0) -> Notice:
    return backfill_notice(
        title="Payments failed",
        updates=updates,
        started_at=at(started),
        key=key,
        by=make_user(),
        by_name="Mei Chen",
        at=NOW,
    )


def outage(component: Component, status: str = "partial_outage") -> tuple[PastUpdate, ...]:
    return (
        PastUpdate(at(5), "investigating", "We look.", components={component.public_id: status}),
        PastUpdate(at(60), "resolved", "It works."),
    )


def lived(component: Component) -> list[tuple[str, int]]:
    """What the history says of the day: statuses and how many minutes each."""
    changes = StatusChange.objects.counting().filter(component=component).in_time()
    rows = list(changes.values_list("at", "new_status"))
    found = uptime.spans(rows, start=at(-60), end=at(120))
    minutes: list[tuple[str, int]] = []
    for one in found:
        lasted = round((one.end - one.start).total_seconds() / 60)
        if minutes and minutes[-1][0] == one.status:
            lasted += minutes.pop()[1]
        minutes.append((one.status, lasted))
    return minutes


def test_its_times_count_and_the_component_is_as_it_was() -> None:
    component = make_component()

    notice = enter(*outage(component))

    assert notice.backfilled
    assert (notice.impact, notice.status) == ("major", "resolved")
    assert (notice.started_at, notice.resolved_at) == (at(0), at(60))
    assert lived(component) == [("operational", 60), ("partial_outage", 60), ("operational", 60)]
    component.refresh_from_db()
    assert component.status == "operational"


def test_nobody_is_told() -> None:
    make_subscriber()

    enter(*outage(make_component()))
    clock.ring_due(at=NOW)

    assert not Message.objects.exists()


def test_the_worse_of_two_stories_counts() -> None:
    component = make_component()
    for minute, status in ((20, "major_outage"), (30, "operational"), (50, "degraded_performance")):
        set_component_status(component=component, status=status, by_name="M", at=at(minute))

    enter(*outage(component))

    assert lived(component) == [
        ("operational", 60), ("partial_outage", 20), ("major_outage", 10),
        ("partial_outage", 30), ("degraded_performance", 60),
    ]  # fmt: skip


def test_retracting_it_gives_the_history_back() -> None:
    component = make_component()
    set_component_status(component=component, status="major_outage", by_name="M", at=at(20))
    before = lived(component)
    notice = enter(*outage(component))

    retract_notice(public_id=notice.public_id, reason="Not ours", at=NOW)

    assert lived(component) == before


def test_past_maintenance_is_maintenance() -> None:
    component = make_component()
    named = {component.public_id: "under_maintenance"}

    notice = enter(
        PastUpdate(at(0), "in_progress", "We begin.", components=named),
        PastUpdate(at(30), "completed", "Done."),
    )

    assert (notice.kind, notice.impact) == ("maintenance", "maintenance")
    assert (notice.scheduled_for, notice.scheduled_until) == (at(0), at(30))
    assert ("under_maintenance", 30) in lived(component)


def test_the_same_key_twice_is_the_first_one() -> None:
    component = make_component()

    first, second = (enter(*outage(component)) for _ in range(2))

    assert first == second
    assert StatusChange.objects.count() == 2


@pytest.mark.parametrize(
    "updates",
    [
        [],
        [PastUpdate(at(5), "investigating", "We look.")],
        [PastUpdate(at(9), "investigating", "A"), PastUpdate(at(5), "resolved", "B")],
        [PastUpdate(NOW + timedelta(minutes=1), "resolved", "B")],
        [PastUpdate(at(0), "resolved", "B")],
    ],
)
def test_what_is_not_past_is_refused(updates: list[PastUpdate]) -> None:
    with pytest.raises(NotPast):
        enter(*updates)

    assert not Notice.objects.exists()
