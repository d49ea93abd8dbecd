"""One state machine, whose steps are proved by facts."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.record.actions.move_incident import move_incident
from incidents.record.models import IllegalTransition, Incident, StaleVersion, State
from incidents.record.models.states import FACTS, TRANSITIONS
from tests.make_record import NOON, make_incident


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

    with pytest.raises(StaleVersion, match="changed by somebody else"):
        move_incident(incident=incident, to=State.MONITORING, by=None, at=NOON, version=seen)


def test_the_table_itself_refuses_a_state_without_its_fact() -> None:
    incident = make_incident()

    with pytest.raises(IntegrityError, match="incident_resolved_facts_agree"), transaction.atomic():
        Incident.objects.filter(pk=incident.pk).update(state=State.MONITORING)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
