"""Making and letting go of promises, under the incident's lock."""

from datetime import datetime, timedelta

from incidents.comms.models import Audience, Promise, PromiseState, Release, Update
from incidents.record.actions.note_next_update import note_next_update
from incidents.record.models import Incident
from portal.clock import clock

NUDGE_BEFORE = timedelta(minutes=5)
MISSED_AFTER = timedelta(minutes=5)
BEFORE_DUE = ("comms.nudge", "comms.due")
AFTER_DUE = "comms.missed"
# Rings on the floor that may page people.
SILENCE = "comms.silence"
LEAD, COMMANDER = "lead", "commander"


def make_promise(
    *, incident: Incident, audience: Audience, due_at: datetime, at: datetime
) -> Promise:
    """A new open promise with its alarms: the lead is nudged, then the commander; it is due;
    it is missed."""
    promise = Promise.objects.create(
        incident=incident, audience=audience, made_at=at, due_at=due_at
    )
    before = min(NUDGE_BEFORE, (due_at - at) / 3)
    clock.set("comms.nudge", about=promise, at=due_at - before, key=LEAD)
    clock.set("comms.nudge", about=promise, at=due_at - before / 2, key=COMMANDER)
    clock.set("comms.due", about=promise, at=due_at)
    clock.set(AFTER_DUE, about=promise, at=due_at + MISSED_AFTER)
    return promise


def settle(*, incident: Incident, audience: Audience, update: Update, at: datetime) -> None:
    """Answer what this audience was promised.

    A holding update leaves the alarm of silence set; a person's word also answers what
    holding updates had only held."""
    for promise in Promise.objects.unsettled().filter(incident=incident, audience=audience):
        promise.settle(update=update, at=at)
        promise.save()
        quiet(promise, *BEFORE_DUE, *(() if update.automatic else (AFTER_DUE,)))
    if update.automatic:
        return
    for promise in Promise.objects.held_in_silence().filter(incident=incident, audience=audience):
        promise.update = update
        promise.save(update_fields=["update"])
        quiet(promise, AFTER_DUE)


def release(promise: Promise, *, because: Release, at: datetime) -> None:
    """Let go of a promise that needs no answer any more."""
    promise.released_because = because
    promise.state = PromiseState.MISSED if promise.managers_told_at else PromiseState.RELEASED
    promise.settled_at = at
    promise.save()
    quiet(promise, *BEFORE_DUE, AFTER_DUE)


def quiet(promise: Promise, *kinds: str) -> None:
    for kind in kinds:
        clock.cancel(kind, about=promise)


def remember_next(incident: Incident, *, at: datetime) -> None:
    """Keep the earliest open promise on the incident."""
    soonest = Promise.objects.unsettled().for_incident(incident).soonest_first().first()
    note_next_update(incident=incident, due_at=soonest.due_at if soonest else None, at=at)
