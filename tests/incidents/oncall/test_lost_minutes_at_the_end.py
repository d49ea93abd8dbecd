"""What waiting cost is said when it works again, where the postmortem is drawn from."""

from datetime import timedelta

import pytest

from incidents.learning.timeline import TELLING
from incidents.oncall.actions.record_delay import record_delay
from incidents.oncall.actions.sum_delays import sum_delays
from incidents.oncall.models import Delay
from incidents.record.models import Entry, Incident
from tests.make_command import declare, resolve
from tests.make_record import NOON, make_incident

LATER = NOON + timedelta(minutes=60)


@pytest.fixture
def incident() -> Incident:
    return make_incident(level=1)


def note(incident: Incident, cause: str, minutes: int) -> Delay:
    return record_delay(
        incident=incident, cause=cause, minutes=minutes, note="waited", by=None, at=LATER
    )


def test_the_sum_and_each_cause_stand_on_the_timeline(incident: Incident) -> None:
    note(incident, "vendors", 22)
    note(incident, "permissions", 10)

    first = sum_delays(incident=incident, at=LATER)
    again = sum_delays(incident=incident, at=LATER)

    assert first is not None
    assert first == again
    assert first.body.startswith(
        "22 min were lost while waiting for others. Permissions 10 min, vendors 22 min."
    )


def test_nothing_is_said_where_nothing_was_lost(incident: Incident) -> None:
    assert sum_delays(incident=incident, at=LATER) is None
    assert not Entry.objects.filter(incident=incident, body__contains="were lost").exists()


def test_resolving_says_it_and_a_postmortem_keeps_it() -> None:
    incident = declare()
    note(incident, "documents", 5)

    resolve(incident)

    assert incident.entries.get(body__startswith="5 min were lost").kind in TELLING
