"""Builders of timers that are due."""

from incidents.record.actions.move_incident import move_incident
from incidents.record.models import Incident, State
from portal.clock import clock
from tests.make_record import NOON, make_incident

ENDED = "The 24 h watch ended"


def make_watched(*, timers: int = 1) -> Incident:
    """A resolved incident whose watch ends now, by so many timers: each ring is an entry."""
    incident = make_incident()
    move_incident(incident=incident, to=State.MONITORING, by=None, at=NOON)
    for number in range(timers):
        clock.set("command.watch_ends", about=incident, at=NOON, key=str(number))
    return incident


def rings(incident: Incident) -> int:
    return incident.entries.filter(body__startswith=ENDED).count()
