"""One state machine, whose steps are proved by facts."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.record.actions.change_level import change_level
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import IllegalTransition, Incident, StaleVersion, State
from incidents.record.models.states import FACTS, TRANSITIONS
from tests.make_people import make_user
from tests.make_record import NOON, make_incident

EARLIER = NOON - timedelta(hours=1)


def test_it_refuses_a_step_the_machine_has_not() -> None:
    incident = make_incident()

    with pytest.raises(IllegalTransition, match="is active and cannot become closed"):
        move_incident(incident=incident, to=State.CLOSED, by=None, at=NOON)

    incident.refresh_from_db()
    assert incident.state == State.ACTIVE


def test_it_refuses_to_resolve_twice() -> None:
    incident = make_incident()
    move_incident(incident=incident, to=State.MONITORING, by=None, at=NOON)

    with pytest.raises(IllegalTransition, match="is already monitoring"):
        move_incident(incident=incident, to=State.MONITORING, by=None, at=NOON)


def test_it_says_when_somebody_else_was_first() -> None:
    incident = make_incident()
    seen = incident.version
    move_incident(incident=incident, to=State.VERIFYING, by=None, at=NOON)

    with pytest.raises(StaleVersion, match="changed by somebody else") as refused:
        move_incident(incident=incident, to=State.MONITORING, by=None, at=NOON, version=seen)

    assert refused.value.changes == ("Allclear at 12:00 UTC: “Fix in place, verifying.”",)


def test_it_tells_every_change_since_and_none_before() -> None:
    ana, incident = make_user("Ana Ruiz", "Incident commander"), make_incident(level=2)
    change_level(incident=incident, level=1, reason="Revenue is lost.", by=ana, at=NOON)
    seen = incident.version
    change_level(incident=incident, level=0, reason="Everything is down.", by=ana, at=NOON)
    move_incident(incident=incident, to=State.VERIFYING, by=ana, at=NOON)

    with pytest.raises(StaleVersion) as refused:
        move_incident(incident=incident, to=State.MONITORING, by=None, at=NOON, version=seen)

    assert refused.value.changes == (
        "Ana Ruiz at 12:00 UTC: “Raised from SEV1 to SEV0. Everything is down.”",
        "Ana Ruiz at 12:00 UTC: “Fix in place, verifying.”",
    )


def test_the_table_itself_refuses_a_state_without_its_fact() -> None:
    incident = make_incident()

    with pytest.raises(IntegrityError, match="incident_resolved_facts_agree"), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(state=State.MONITORING)


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"state": "verifying"}, "incident_verifying_facts_agree"),
        ({"state": "closed", "resolved_at": NOON}, "incident_closed_facts_agree"),
        ({"state": "dismissed"}, "incident_dismissed_facts_agree"),
        ({"state": "merged", "merged_at": NOON}, "incident_merged_facts_agree"),
        ({"activated_at": None}, "incident_active_facts_agree"),
        ({"resolved_at": NOON}, "incident_resolved_facts_agree"),
        ({"state": "monitoring", "resolved_at": EARLIER}, "incident_times_are_in_order"),
        ({"started_at": NOON + timedelta(minutes=1)}, "incident_started_before_declared"),
        ({"level": 4}, "incident_level_is_0_to_3"),
        ({"kind": "drill", "notice_id": "x"}, "drill_is_never_published"),
        ({"private": True, "notice_id": "x"}, "private_incident_is_never_published"),
    ],
)
def test_the_table_itself_refuses_facts_that_contradict(
    facts: dict[str, Any], constraint: str
) -> None:
    incident = make_incident()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(**facts)


def test_it_is_never_merged_into_itself() -> None:
    incident = make_incident()

    with (
        pytest.raises(IntegrityError, match="incident_is_merged_into_another"),
        transaction.atomic(),
    ):
        move_incident(incident=incident, to=State.MERGED, by=None, at=NOON, merged_into=incident)


@pytest.mark.parametrize("changed", ["last_seq = 0", "last_hash = 'x'", "number = 77777"])
def test_the_database_keeps_its_number_and_the_head_of_its_timeline(changed: str) -> None:
    incident = make_incident()

    with (
        pytest.raises(IntegrityError, match=r"only moves forward|keeps its number"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE record_incident SET {changed} WHERE id = %s", [incident.pk])


def test_numbers_rise_and_are_never_given_twice() -> None:
    numbers = [make_incident().number for _ in range(3)]

    assert numbers == sorted(set(numbers))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.sampled_from([s for s in State if s != State.MERGED]), max_size=6))
def test_whatever_is_asked_the_state_and_its_fact_agree(steps: list[State]) -> None:
    incident = make_incident()
    for minute, wanted in enumerate(steps, start=1):
        before = incident.state
        try:
            move_incident(
                incident=incident, to=wanted, by=None, at=NOON + timedelta(minutes=minute)
            )
        except IllegalTransition:
            assert wanted not in TRANSITIONS[before]
        else:
            assert wanted in TRANSITIONS[before]
        incident.refresh_from_db()
        assert getattr(incident, FACTS[incident.state]) is not None


@pytest.mark.django_db(transaction=True)
def test_two_people_resolving_at_once_resolve_it_once() -> None:
    incident = make_incident()
    start = Barrier(2)
    outcomes: list[str] = []

    def resolve() -> None:
        start.wait()
        try:
            move_incident(
                incident=Incident.objects.get(pk=incident.pk),
                to=State.MONITORING,
                by=None,
                at=NOON,
            )
            outcomes.append("resolved")
        except IllegalTransition:
            outcomes.append("refused")
        finally:
            connection.close()

    people = [Thread(target=resolve) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert sorted(outcomes) == ["refused", "resolved"]
    assert incident.entries.filter(body__startswith="Resolved").count() == 1
