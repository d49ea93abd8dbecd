"""Making and letting go of promises, under the incident's lock."""

from datetime import datetime, timedelta

from incidents.comms.models import Audience, Promise, PromiseState
from incidents.record.actions.note_next_update import note_next_update
from incidents.record.models import Incident
from portal.clock import clock

NUDGE_BEFORE = timedelta(minutes=5)
MISSED_AFTER = timedelta(minutes=5)
KINDS = ("comms.nudge", "comms.due", "comms.missed")


def cadence_of(incident: Incident, audience: Audience) -> timedelta | None:
    """How often the incident's policy tells this audience; None: nothing is promised."""
    minutes = incident.rules.cadence_minutes.get(audience.slug)
    return timedelta(minutes=minutes) if minutes else None


def make_promise(
    *, incident: Incident, audience: Audience, due_at: datetime, at: datetime
) -> Promise:
    """A new open promise with its three alarms: nudge, due, missed."""
    promise = Promise.objects.create(
        incident=incident, audience=audience, made_at=at, due_at=due_at
    )
    lead = min(NUDGE_BEFORE, (due_at - at) / 3)
    clock.set("comms.nudge", about=promise, at=due_at - lead)
    clock.set("comms.due", about=promise, at=due_at)
    clock.set("comms.missed", about=promise, at=due_at + MISSED_AFTER)
    return promise


def release(promise: Promise, *, at: datetime) -> None:
    """Let go of a promise that needs no answer any more."""
    promise.state = PromiseState.MISSED if promise.missed_at else PromiseState.RELEASED
    promise.settled_at = at
    promise.save()
    quiet(promise)


def quiet(promise: Promise) -> None:
    for kind in KINDS:
        clock.cancel(kind, about=promise)


def remember_next(incident: Incident, *, at: datetime) -> None:
    """Keep the earliest open promise on the incident."""
    soonest = Promise.objects.unsettled().for_incident(incident).soonest_first().first()
    note_next_update(incident=incident, due_at=soonest.due_at if soonest else None, at=at)
