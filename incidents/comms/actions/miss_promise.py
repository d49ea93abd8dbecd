"""Five minutes past, and not a word from a person."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from incidents.comms.actions.nudge_promise import names, remind, who_owes
from incidents.comms.actions.promises import MISSED_AFTER, SILENCE
from incidents.comms.mailing import spelled
from incidents.comms.models import Promise, PromiseState
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.note_event import note_event
from incidents.record.models import EventType, Incident, Role
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def miss_promise(*, promise: Promise, at: datetime) -> bool:
    """Write the silence down, remind who owes the word, and have the managers on duty paged,
    once for all audiences left in it.

    An open promise is missed from now on, and stays owed: the update that answers it settles
    it as missed. One that a holding update held stays late. False when a person spoke.
    """
    incident = lock_incident(incident=promise.incident)
    promise.refresh_from_db()
    if not incident.is_open or promise.managers_told_at is not None or not promise.is_silent:
        return False
    silent = list(
        Promise.objects.for_incident(incident)
        .filter(Q(state=PromiseState.OPEN) | Q(held_by__isnull=False, update=None))
        .filter(due_at__lte=at - MISSED_AFTER, managers_told_at=None)
        .select_related("audience")
        .order_by("audience__position", "due_at")
    )
    for one in silent:
        one.managers_told_at = at
        one.save(update_fields=["managers_told_at"])
    _say(incident, silent, since=promise.due_at, at=at)
    clock.set(SILENCE, about=promise, at=at)
    return True


def _say(incident: Incident, silent: list[Promise], *, since: datetime, at: datetime) -> None:
    audiences = list({one.audience_id: one.audience for one in silent}.values())
    when = spelled(since, now=at)
    line = f"Nobody has written to {names(audiences)} since an update was promised by {when}."
    if any(one.held_by_id for one in silent):
        line += " A holding update went out by itself and counts as late."
    entry = add_entry(incident=incident, kind=EntryKind.SYSTEM, body=line, by=None, at=at)
    facts = {"audiences": sorted(map(str, audiences)), "promised_for": since.isoformat()}
    note_event(entry=entry, at=at, kind=EventType.PROMISE_MISSED, facts=facts)
    remind(
        incident,
        people=_whom(incident),
        audiences=audiences,
        subject="Update missing",
        line=line,
        key=f"missed:{silent[0].pk}",
        at=at,
    )


def _whom(incident: Incident) -> list[User]:
    """Those who owe the word once more, and the commander."""
    commander = incident.holder_of(Role.COMMANDER)
    people = [*who_owes(incident), *([commander] if commander else [])]
    return list({person.pk: person for person in people}.values())
