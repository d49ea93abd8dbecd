"""Every promise ends kept, late, missed or released; silence is spoken of truthfully."""

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.comms.actions.plan_promises import plan_promises
from incidents.comms.actions.release_promises import release_promises
from incidents.comms.actions.replan_promises import replan_promises
from incidents.comms.actions.stretch_cadence import CannotStretch, stretch_cadence
from incidents.comms.models import Promise, Update
from incidents.comms.words import NothingToSend, TooLate, Words
from incidents.record.actions.change_level import change_level
from incidents.record.models import Incident
from portal.clock import clock
from portal.post.models import Message
from statuspage.models import Notice
from statuspage.snapshot.publishing import publish_site
from tests.make_comms import audience, make_update
from tests.make_people import make_user
from tests.make_record import NOON, make_incident
from tests.make_statuspage import Visitor


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def promise_to(slug: str, incident: Incident) -> Promise:
    return Promise.objects.filter(incident=incident, audience__slug=slug).order_by("-pk")[0]


def test_declaring_promises_the_first_word_within_ten_minutes() -> None:
    incident = make_incident(level=1)

    plan_promises(incident=incident, by=None, at=NOON)

    assert {(p.audience.slug, p.due_at - NOON) for p in Promise.objects.all()} == {
        ("customers", minutes(10)),
        ("executives", minutes(10)),
        ("support", minutes(10)),
    }
    incident.refresh_from_db()
    assert incident.next_update_due_at == NOON + minutes(10)


def test_a_word_in_time_keeps_the_promise_and_makes_the_next() -> None:
    incident = make_incident(level=1)
    plan_promises(incident=incident, by=None, at=NOON)
    kept = promise_to("customers", incident)

    make_update(incident, "customers", at=NOON + minutes(9))

    kept.refresh_from_db()
    assert kept.state == "kept"
    assert promise_to("customers", incident).due_at == NOON + minutes(39)


def test_a_word_after_the_time_is_late() -> None:
    incident = make_incident(level=3)
    plan_promises(incident=incident, by=None, at=NOON)
    late = promise_to("support", incident)

    make_update(incident, "support", at=NOON + minutes(11))

    late.refresh_from_db()
    assert late.state == "late"


def test_silence_sends_a_holding_update_that_counts_as_late() -> None:
    incident = make_incident(level=1)
    plan_promises(incident=incident, by=None, at=NOON)
    make_update(incident, "customers", status="Half of payments fail.", at=NOON + minutes(5))
    silent = promise_to("customers", incident)

    clock.ring_due(at=NOON + minutes(35))

    silent.refresh_from_db()
    assert silent.state == "late"
    assert silent.update is None
    assert silent.held_by is not None
    assert silent.held_by.automatic
    assert promise_to("customers", incident).due_at == NOON + minutes(65)
    notice = Notice.objects.get()
    assert (notice.promises_kept, notice.promises_late) == (0, 1)
    publish_site(anyway=True)
    body = Visitor().get(f"/incidents/{notice.public_id}/").body.decode()
    assert "Still investigating, no change since 12:05 UTC." in body
    assert "sent automatically" in body


def test_a_machine_never_makes_anything_public() -> None:
    incident = make_incident(level=1)
    plan_promises(incident=incident, by=None, at=NOON)

    clock.ring_due(at=NOON + minutes(30))

    assert not Notice.objects.exists()
    assert promise_to("customers", incident).managers_told_at is not None


def test_a_missed_promise_pages_the_managers_and_stays_missed_when_answered() -> None:
    manager = make_user("Elena", "Manager")
    incident = make_incident(level=3)
    plan_promises(incident=incident, by=None, at=NOON)
    missed = promise_to("support", incident)

    clock.ring_due(at=NOON + minutes(15))
    make_update(incident, "support", at=NOON + minutes(20))

    missed.refresh_from_db()
    assert missed.state == "missed"
    message = Message.objects.get(key=f"missed:{missed.pk}")
    assert message.lane == "urgent"
    assert message.deliveries.filter(person=manager).exists()
    assert incident.entries.filter(body__contains="is missing").count() == 2


def test_the_one_who_owes_it_is_nudged_before() -> None:
    person = make_user("Mei")
    incident = make_incident(level=1, by=person)
    plan_promises(incident=incident, by=person, at=NOON)

    clock.ring_due(at=NOON + minutes(7))

    promise = promise_to("customers", incident)
    assert Message.objects.get(key=f"nudge:{promise.pk}").deliveries.get().person == person


def test_a_click_twice_tells_once() -> None:
    incident = make_incident()
    for _ in range(2):
        make_update(incident, "customers", key="form-1")

    assert Update.objects.count() == 1
    assert Notice.objects.get().updates.count() == 1


def test_it_refuses_a_promise_later_than_the_policy() -> None:
    incident = make_incident(level=1)
    words = Words(audience(), "Looking.", next_update_at=NOON + minutes(60))

    with pytest.raises(TooLate, match="every 30 min"):
        make_update(incident, wordings=[words])

    assert not Update.objects.exists()


def test_it_refuses_an_update_without_words() -> None:
    with pytest.raises(NothingToSend, match="Write the status for Customers"):
        make_update(make_incident(), wordings=[Words(audience(), "  ")])


@pytest.mark.parametrize("facts", [{"kind": "drill"}, {"private": True}])
def test_drills_and_private_incidents_promise_customers_nothing(facts: dict[str, Any]) -> None:
    incident = make_incident(level=1, **facts)

    plan_promises(incident=incident, by=None, at=NOON)

    assert "customers" not in {p.audience.slug for p in Promise.objects.all()}


def test_a_higher_severity_brings_the_promise_nearer() -> None:
    incident = make_incident(level=2)
    make_update(incident, "customers", at=NOON)
    change_level(incident=incident, level=0, reason="All down.", by=None, at=NOON)

    replan_promises(incident=incident, by=None, at=NOON)

    assert promise_to("customers", incident).due_at == NOON + minutes(15)
    assert Promise.objects.unsettled().filter(audience__slug="customers").count() == 1


def test_the_commander_may_stretch_a_cadence_after_two_hours() -> None:
    incident = make_incident(level=1)
    facts: dict[str, Any] = {
        "audience": audience(),
        "factor": 2,
        "reason": "Vendor works.",
        "by": None,
    }
    with pytest.raises(CannotStretch, match="two hours"):
        stretch_cadence(incident=incident, at=NOON + minutes(60), **facts)

    stretch_cadence(incident=incident, at=NOON + minutes(121), **facts)

    assert incident.rules.cadence_minutes["customers"] == 60


def test_the_record_never_reaches_the_page() -> None:
    incident = make_incident("INTERNAL-CANARY-TITLE", level=1)
    words = [Words(audience(), "Payments fail."), Words(audience("executives"), "EXEC-CANARY")]
    make_update(incident, wordings=words, title="Payments fail")
    publish_site(anyway=True)

    visitor = Visitor()
    notice = Notice.objects.get()
    paths = ("/", f"/incidents/{notice.public_id}/", "/api/v2/incidents.json", "/history/")
    for path in paths:
        assert b"CANARY" not in visitor.get(path).body


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(gaps=st.lists(st.integers(min_value=1, max_value=90), min_size=1, max_size=8))
def test_whatever_is_said_when_no_promise_is_lost(gaps: list[int]) -> None:
    incident = make_incident(level=1)
    plan_promises(incident=incident, by=None, at=NOON)
    at = NOON
    for gap in gaps:
        for minute in range(gap):
            clock.ring_due(at=at + minutes(minute))
        at += minutes(gap)
        make_update(incident, "customers", "executives", "support", at=at)
        assert all(
            count == 1
            for count in Counter(
                Promise.objects.unsettled()
                .filter(incident=incident)
                .values_list("audience_id", flat=True)
            ).values()
        )
    release_promises(incident=incident, by=None, at=at)

    states = Counter(Promise.objects.filter(incident=incident).values_list("state", flat=True))
    assert states["open"] == 0
    answered = Promise.objects.filter(incident=incident).exclude(update=None)
    for promise in answered:
        assert promise.update is not None
        in_time = promise.update.at <= promise.due_at and not promise.update.automatic
        assert (promise.state == "kept") == in_time


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_publish_once() -> None:
    incident = make_incident()
    start = Barrier(2)

    def click() -> None:
        start.wait()
        make_update(Incident.objects.get(pk=incident.pk), "customers", key="same form")
        connection.close()

    clicks = [Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()

    assert Update.objects.count() == 1
    assert Notice.objects.get().updates.count() == 1
