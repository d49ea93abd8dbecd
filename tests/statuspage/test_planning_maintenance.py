"""Planned maintenance begins and ends by itself, and what it touched is given back."""

from datetime import timedelta

import pytest

from portal.clock import clock
from portal.post.models import Message
from statuspage.actions.admit_overrun import admit_overrun
from statuspage.actions.cancel_maintenance import cancel_maintenance
from statuspage.actions.complete_maintenance import complete_maintenance
from statuspage.actions.reschedule_maintenance import reschedule_maintenance
from statuspage.actions.retract_notice import retract_notice
from statuspage.actions.set_component_status import set_component_status
from statuspage.actions.settle_components import NoSuchComponent
from statuspage.actions.start_maintenance import start_maintenance
from statuspage.actions.write_update import NothingToSay, StatusOutOfPlace
from statuspage.maintenance import UnusableWindow
from statuspage.models import Audience, Component, Notice
from tests.make_maintenance import HOUR, make_maintenance
from tests.make_record import NOON
from tests.make_statuspage import make_component, make_notice, make_subscriber, say

BEGINS = NOON + 24 * HOUR
ENDS = BEGINS + HOUR
MINUTE = timedelta(minutes=1)


def now_is(component: Component) -> str:
    component.refresh_from_db()
    return component.status


def stands(notice: Notice) -> str:
    notice.refresh_from_db()
    return notice.status


def texts(notice: Notice) -> list[str]:
    return list(notice.updates.order_by("pk").values_list("status_text", flat=True))


def test_it_begins_and_ends_by_timers() -> None:
    checkout = make_component("Checkout")
    notice = make_maintenance(components=[checkout.public_id])
    assert now_is(checkout) == "operational"

    clock.ring_due(at=BEGINS - MINUTE)
    assert stands(notice) == "scheduled"
    clock.ring_due(at=BEGINS)
    assert stands(notice) == "in_progress"
    assert now_is(checkout) == "under_maintenance"
    clock.ring_due(at=ENDS)

    assert stands(notice) == "completed"
    assert now_is(checkout) == "operational"
    assert notice.started_at == BEGINS
    assert notice.resolved_at == ENDS
    assert notice.impact == "maintenance"
    assert [(one.old_status, one.new_status) for one in checkout.changes.order_by("pk")] == [
        ("operational", "under_maintenance"),
        ("under_maintenance", "operational"),
    ]


def test_what_it_says_by_itself_is_said_in_every_language() -> None:
    notice = make_maintenance()

    clock.ring_due(at=BEGINS)

    update = notice.updates.latest("pk")
    assert update.automatic
    assert update.status_text == "The planned maintenance has begun."
    assert update.translations["de"]["status_text"] == "Die geplante Wartung hat begonnen."


def test_a_clock_that_stood_still_still_begins_and_ends_it() -> None:
    checkout = make_component("Checkout")
    notice = make_maintenance(components=[checkout.public_id])

    clock.ring_due(at=ENDS + 5 * HOUR)

    assert stands(notice) == "completed"
    assert now_is(checkout) == "operational"
    assert notice.updates.count() == 3


def test_where_a_person_is_to_begin_it_waits() -> None:
    notice = make_maintenance(auto_start=False)

    clock.ring_due(at=BEGINS + MINUTE)

    assert stands(notice) == "scheduled"


def test_where_a_person_is_to_end_it_the_page_admits_that_it_takes_longer_once() -> None:
    notice = make_maintenance(auto_end=False)
    clock.ring_due(at=BEGINS)

    clock.ring_due(at=ENDS)
    admit_overrun(public_id=notice.public_id, by_name="Allclear", at=ENDS + HOUR)

    assert stands(notice) == "in_progress"
    assert [text for text in texts(notice) if "longer than planned" in text] == [
        "The maintenance takes longer than planned. We will say here when it is complete."
    ]


@pytest.mark.parametrize("trouble", ["degraded_performance", "partial_outage", "major_outage"])
def test_it_never_masks_what_is_worse(trouble: str) -> None:
    checkout = make_component("Checkout")
    set_component_status(component=checkout, status=trouble, by_name="Mei", at=NOON)
    notice = make_maintenance(components=[checkout.public_id])

    clock.ring_due(at=BEGINS)
    during = now_is(checkout)
    clock.ring_due(at=ENDS)

    assert during == trouble
    assert now_is(checkout) == trouble
    assert stands(notice) == "completed"


def test_an_incident_in_its_midst_is_shown_and_then_the_work_again() -> None:
    checkout = make_component("Checkout")
    notice = make_maintenance(components=[checkout.public_id])
    clock.ring_due(at=BEGINS)

    trouble = make_notice(components={checkout.public_id: "major_outage"}, at=BEGINS + MINUTE)
    assert now_is(checkout) == "major_outage"
    say(trouble, "Fixed.", status="resolved", at=BEGINS + 2 * MINUTE)
    assert now_is(checkout) == "under_maintenance"
    complete_maintenance(public_id=notice.public_id, by_name="Mei", at=BEGINS + 3 * MINUTE)

    assert now_is(checkout) == "operational"


def test_two_works_on_one_component_give_it_back_after_the_last() -> None:
    checkout = make_component("Checkout")
    make_maintenance(components=[checkout.public_id])
    make_maintenance(components=[checkout.public_id], ends=ENDS + HOUR)

    clock.ring_due(at=ENDS)
    between = now_is(checkout)
    clock.ring_due(at=ENDS + HOUR)

    assert between == "under_maintenance"
    assert now_is(checkout) == "operational"


def test_a_component_taken_out_by_hand_stays_out() -> None:
    checkout = make_component("Checkout")
    notice = make_maintenance(components=[checkout.public_id])
    clock.ring_due(at=BEGINS)
    set_component_status(
        component=checkout, status="degraded_performance", by_name="Mei", at=BEGINS + MINUTE
    )

    complete_maintenance(public_id=notice.public_id, by_name="Mei", at=BEGINS + 2 * MINUTE)

    assert now_is(checkout) == "degraded_performance"


def test_moved_it_happens_at_its_new_time_only() -> None:
    checkout = make_component("Checkout")
    notice = make_maintenance(components=[checkout.public_id])

    reschedule_maintenance(
        public_id=notice.public_id,
        scheduled_for=BEGINS + 5 * HOUR,
        scheduled_until=ENDS + 5 * HOUR,
        text="A supplier needs five hours more.",
        by_name="Mei Chen",
        at=NOON + HOUR,
    )
    clock.ring_due(at=ENDS + HOUR)
    before = stands(notice)
    clock.ring_due(at=BEGINS + 5 * HOUR)

    assert before == "scheduled"
    assert stands(notice) == "in_progress"
    assert notice.sequence == 1
    assert notice.started_at == BEGINS + 5 * HOUR


def test_moving_it_to_where_it_is_says_nothing() -> None:
    notice = make_maintenance()

    for _ in range(2):
        reschedule_maintenance(
            public_id=notice.public_id,
            scheduled_for=BEGINS + HOUR,
            scheduled_until=ENDS + HOUR,
            text="An hour later.",
            by_name="Mei Chen",
            at=NOON + HOUR,
        )

    assert len(texts(notice)) == 2


def test_of_work_under_way_only_the_end_moves() -> None:
    notice = make_maintenance()
    clock.ring_due(at=BEGINS)

    with pytest.raises(UnusableWindow, match="only its end"):
        reschedule_maintenance(
            public_id=notice.public_id,
            scheduled_for=BEGINS + HOUR,
            scheduled_until=ENDS + HOUR,
            text="Later.",
            by_name="Mei",
            at=BEGINS,
        )
    reschedule_maintenance(
        public_id=notice.public_id,
        scheduled_for=BEGINS,
        scheduled_until=ENDS + HOUR,
        text="It takes an hour more.",
        by_name="Mei",
        at=BEGINS + MINUTE,
    )
    clock.ring_due(at=ENDS)
    assert stands(notice) == "in_progress"
    clock.ring_due(at=ENDS + HOUR)

    assert stands(notice) == "completed"


def test_cancelled_it_never_begins_and_is_told_to_those_who_were_told() -> None:
    checkout = make_component("Checkout")
    make_subscriber("ana@example.com")
    notice = make_maintenance(components=[checkout.public_id])
    clock.ring_due(at=NOON)

    cancel_maintenance(
        public_id=notice.public_id, text="Not needed any more.", by_name="Mei", at=NOON + HOUR
    )
    clock.ring_due(at=ENDS)

    assert stands(notice) == "completed"
    assert notice.cancelled_at == NOON + HOUR
    assert notice.sequence == 1
    assert now_is(checkout) == "operational"
    assert Message.objects.filter(kind="statuspage.update").count() == 2


def test_work_under_way_is_completed_not_cancelled() -> None:
    notice = make_maintenance()
    clock.ring_due(at=BEGINS)

    with pytest.raises(StatusOutOfPlace, match="Complete it instead"):
        cancel_maintenance(public_id=notice.public_id, text="No.", by_name="Mei", at=BEGINS)


def test_work_that_has_not_begun_cannot_be_complete() -> None:
    notice = make_maintenance()

    with pytest.raises(StatusOutOfPlace, match="Cancel it"):
        complete_maintenance(public_id=notice.public_id, by_name="Mei", at=NOON)


@pytest.mark.parametrize("status", ["investigating", "resolved", "postmortem"])
def test_it_never_has_the_states_of_an_incident(status: str) -> None:
    notice = make_maintenance()

    with pytest.raises(StatusOutOfPlace, match="is never"):
        say(notice, "Something else.", status=status)


def test_an_incident_is_never_scheduled() -> None:
    with pytest.raises(StatusOutOfPlace, match="An incident is never"):
        say(make_notice(), "Tomorrow.", status="scheduled")


def test_work_under_way_does_not_go_back_to_being_planned() -> None:
    notice = make_maintenance()
    start_maintenance(public_id=notice.public_id, by_name="Mei", at=NOON)

    with pytest.raises(StatusOutOfPlace, match="does not go back"):
        say(notice, "Planned.", status="scheduled")


def test_verifying_it_may_turn_out_that_the_work_goes_on() -> None:
    notice = make_maintenance()
    start_maintenance(public_id=notice.public_id, by_name="Mei", at=NOON)

    say(notice, "We look whether all is well.", status="verifying")
    say(notice, "Not yet.", status="in_progress")

    assert stands(notice) == "in_progress"


def test_started_by_hand_the_timer_says_nothing_more() -> None:
    notice = make_maintenance()
    start_maintenance(public_id=notice.public_id, by_name="Mei", at=NOON, text="Early.")

    clock.ring_due(at=BEGINS)

    assert texts(notice)[1:] == ["Early."]


@pytest.mark.parametrize(
    ("begins", "ends", "why"),
    [
        (BEGINS, BEGINS, "after the start"),
        (BEGINS, BEGINS - HOUR, "after the start"),
        (NOON - 2 * HOUR, NOON - HOUR, "over already"),
    ],
)
def test_a_window_that_cannot_be_is_refused(begins: object, ends: object, why: str) -> None:
    with pytest.raises(UnusableWindow, match=why):
        make_maintenance(begins=begins, ends=ends)  # type: ignore[arg-type]

    assert not Notice.objects.exists()


def test_it_needs_words() -> None:
    with pytest.raises(NothingToSay):
        make_maintenance(text="  ")

    assert not Notice.objects.exists()


def test_the_same_key_twice_is_the_first_one() -> None:
    first = make_maintenance(key="once")

    assert make_maintenance("Another", key="once") == first


def test_what_everybody_reads_names_only_what_everybody_sees() -> None:
    hidden = make_component("Dedicated cluster")
    few = Audience.objects.create(name="Enterprise")
    hidden.audiences.add(few)

    with pytest.raises(NoSuchComponent):
        make_maintenance(components=[hidden.public_id])
    notice = make_maintenance(components=[hidden.public_id], audiences=[few])

    assert not Notice.objects.public().filter(pk=notice.pk).exists()


def test_retracted_it_never_begins() -> None:
    checkout = make_component("Checkout")
    notice = make_maintenance(components=[checkout.public_id])

    retract_notice(public_id=notice.public_id, reason="The wrong page.", at=NOON)
    clock.ring_due(at=ENDS)

    assert stands(notice) == "scheduled"
    assert now_is(checkout) == "operational"


def test_retracting_a_plan_leaves_components_as_they_are() -> None:
    checkout = make_component("Checkout")
    set_component_status(component=checkout, status="under_maintenance", by_name="Mei", at=NOON)
    notice = make_maintenance(components=[checkout.public_id])

    retract_notice(public_id=notice.public_id, reason="The wrong page.", at=NOON)

    assert now_is(checkout) == "under_maintenance"


def test_it_is_not_counted_as_downtime_and_resolves_nothing_early() -> None:
    notice = make_maintenance()
    start_maintenance(public_id=notice.public_id, by_name="Mei", at=NOON)

    complete_maintenance(public_id=notice.public_id, by_name="Mei", at=NOON + HOUR)
    complete_maintenance(public_id=notice.public_id, by_name="Mei", at=NOON + 2 * HOUR)

    notice.refresh_from_db()
    assert notice.resolved_at == NOON + HOUR
    assert len(texts(notice)) == 3
