"""Somebody is coming."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.models import Escalation, EscalationState, Page, PageState
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.assign_role import assign_role
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.note_event import named, note_event
from incidents.record.models import Entry, Event, EventType, Incident, Role
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User


class AlreadyAnswered(ValueError):
    """The page needs no answer any more."""


def answer(page: Page, *, state: str, via: str, at: datetime) -> Page:
    """Lock incident and page, record the answer; raises AlreadyAnswered when it is settled.

    One who stayed silent may still come: a late answer counts.
    """
    lock_incident(incident=page.incident)
    locked = Page.objects.select_for_update().get(pk=page.pk)
    if locked.state not in {PageState.SENT, PageState.SILENT}:
        raise AlreadyAnswered(f"This page is settled: {locked.get_state_display().lower()}.")
    locked.state, locked.answered_at, locked.via = PageState(state), at, via
    locked.save()
    clock.cancel("oncall.page_unanswered", about=locked)
    return locked


def note_answer(page: Page, *, entry: Entry) -> None:
    """For other systems: what the person said, and that somebody has the incident in hand."""
    person = named(page.person)
    facts = {"page": page.pk, "person": person, "answer": str(page.state), "via": page.via}
    note_event(entry=entry, kind=EventType.PAGE_ANSWERED, facts=facts)
    first = EventType.ACKNOWLEDGED
    if page.state != PageState.ACKNOWLEDGED:
        return
    if not Event.objects.filter(incident=page.incident, type=first).exists():
        note_event(entry=entry, kind=first, facts={"person": person, "via": page.via})


@transaction.atomic
def acknowledge_page(*, page: Page, by: User | None, at: datetime, via: str) -> Page:
    """Record it with the minutes it took and stop the climb. Who was paged to command and
    finds no commander takes command."""
    answered = answer(page, state=PageState.ACKNOWLEDGED, via=via, at=at)
    incident = answered.incident
    minutes = int((at - answered.asked_at).total_seconds() // 60)
    entry = add_entry(
        incident=incident,
        kind=EntryKind.ESCALATION,
        body=f"{answered.person} acknowledged after {minutes} min.",
        by=answered.person,
        at=at,
        data={"page": answered.pk, "via": via},
    )
    note_answer(answered, entry=entry)
    if answered.to_command and incident.holder_of(Role.COMMANDER) is None:
        assign_role(incident=incident, role=Role.COMMANDER, person=answered.person, by=None, at=at)
    if not answered.to_command:
        _stop_climb(incident, at=at)
    return answered


def _stop_climb(incident: Incident, *, at: datetime) -> None:
    for escalation in Escalation.objects.filter(incident=incident, state=EscalationState.CLIMBING):
        escalation.state, escalation.ended_at = EscalationState.ANSWERED, at
        escalation.save()
        clock.cancel("oncall.climb", about=escalation)
