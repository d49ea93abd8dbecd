"""Every audience hears again by the time it was promised."""

from datetime import timedelta
from typing import Any

import pytest

from incidents.comms.actions.release_promises import release_promises
from incidents.comms.actions.replan_promises import replan_promises
from incidents.comms.models import Promise
from incidents.record.actions.change_level import change_level
from incidents.record.actions.move_incident import move_incident
from portal.clock.models import Timer
from statuspage.models import Notice
from tests.make_comms import after, audience, make_promised, make_update, promise_to
from tests.make_record import NOON, make_incident


def test_declaring_promises_the_first_word_within_ten_minutes() -> None:
    incident = make_promised(level=1)

    assert {(p.audience.slug, p.due_at) for p in Promise.objects.all()} == {
        ("customers", after(10)),
        ("executives", after(10)),
        ("support", after(10)),
    }
    incident.refresh_from_db()
    assert incident.next_update_due_at == after(10)


def test_a_near_miss_promises_nothing() -> None:
    make_promised(kind="near_miss")

    assert not Promise.objects.exists()


@pytest.mark.parametrize("facts", [{"kind": "drill"}, {"private": True}])
def test_drills_and_private_incidents_promise_customers_nothing(facts: dict[str, Any]) -> None:
    make_promised(**facts)

    assert {p.audience.slug for p in Promise.objects.all()} == {"executives", "support"}


def test_a_word_in_time_keeps_the_promise_and_makes_the_next() -> None:
    incident = make_promised(level=1)
    kept = promise_to("customers", incident)

    make_update(incident, "customers", at=after(9))

    kept.refresh_from_db()
    assert kept.state == "kept"
    assert promise_to("customers", incident).due_at == after(39)
    assert incident.next_update_due_at == after(10)


def test_a_word_to_one_audience_answers_no_other() -> None:
    incident = make_promised(level=1)

    make_update(incident, "executives", at=after(5))

    assert promise_to("customers", incident).state == "open"
    assert promise_to("executives", incident).due_at == after(20)


@pytest.mark.parametrize(("minute", "state"), [(10, "kept"), (10.02, "late"), (14.9, "late")])
def test_it_is_in_time_to_the_second(minute: float, state: str) -> None:
    incident = make_promised(level=3)
    promise = promise_to("support", incident)

    make_update(incident, "support", at=after(minute))

    promise.refresh_from_db()
    assert promise.state == state


def test_an_answered_promise_rings_no_more() -> None:
    incident = make_promised(level=1)
    answered = promise_to("support", incident)

    make_update(incident, "support", at=after(5))

    assert not Timer.objects.set_for(answered).exists()


def test_the_end_of_an_incident_releases_what_is_owed() -> None:
    incident = make_promised(level=1)
    make_update(incident, "customers", at=after(5))

    release_promises(incident=incident, by=None, at=after(6))

    states = sorted(Promise.objects.values_list("state", flat=True))
    assert states == ["kept", "released", "released", "released"]
    assert not Timer.objects.live().filter(kind__startswith="comms.").exists()
    assert Notice.objects.get().next_update_by is None
    incident.refresh_from_db()
    assert incident.next_update_due_at is None


def test_a_higher_severity_brings_the_promise_nearer_on_the_page_too() -> None:
    incident = make_promised(level=2)
    make_update(incident, "customers", at=NOON)
    change_level(incident=incident, level=0, reason="All down.", by=None, at=after(1))

    replan_promises(incident=incident, by=None, at=after(1))

    assert promise_to("customers", incident).due_at == after(16)
    assert Promise.objects.unsettled().filter(audience__slug="customers").count() == 1
    assert Notice.objects.get().next_update_by == after(16)
    assert promise_to("executives", incident).due_at == after(16)


def test_a_lower_severity_takes_back_no_promise() -> None:
    incident = make_promised(level=0)
    make_update(incident, "customers", "executives", at=NOON)
    change_level(incident=incident, level=3, reason="One report only.", by=None, at=after(1))

    replan_promises(incident=incident, by=None, at=after(1))

    assert promise_to("customers", incident).due_at == after(15)
    make_update(incident, "customers", "executives", at=after(10))
    assert promise_to("customers", incident).due_at == after(250)
    assert Promise.objects.unsettled().filter(audience__slug="executives").count() == 0


def test_an_audience_may_have_a_cadence_of_its_own_that_a_running_incident_keeps() -> None:
    board = audience("executives")
    board.own_cadence_minutes, board.own_cadence_up_to = 5, 2
    board.save()
    low, medium = make_promised(level=3), make_promised(level=2)
    board.own_cadence_minutes = 50
    board.save()

    make_update(low, "executives", at=after(1))
    make_update(medium, "executives", at=after(1))

    assert promise_to("executives", medium).due_at == after(6)
    assert not Promise.objects.filter(incident=low, audience=board).exists()


def test_editing_the_policy_changes_no_running_incident() -> None:
    incident = make_promised(level=1)
    incident.policy = {**incident.policy, "cadence_minutes": {"customers": 1}}
    incident.save()

    make_update(incident, "customers", at=after(1))

    assert promise_to("customers", incident).due_at == after(31)


def test_a_resolved_incident_promises_nothing_more() -> None:
    incident = make_promised(level=1)
    make_update(incident, "support", at=after(1))
    move_incident(incident=incident, to="monitoring", by=None, at=after(60))

    make_update(incident, "support", status="Back to normal.", at=after(61))

    assert promise_to("support", incident).state == "late"
    assert promise_to("support", incident).settled_at == after(61)


def test_a_low_severity_promises_nothing_for_the_night() -> None:
    incident = make_incident(level=3)

    make_update(incident, "support", at=NOON + timedelta(hours=4))

    assert promise_to("support", incident).due_at == NOON + timedelta(hours=24)
