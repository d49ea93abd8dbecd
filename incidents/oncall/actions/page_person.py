"""Call one person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from incidents.oncall.models import Escalation, EscalationState, Page, PageState, PlanStep
from incidents.oncall.paging.calling import begin_call
from incidents.oncall.paging.reaching import is_urgent, plans_for
from incidents.oncall.paging.triggers import trigger_of
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.call_in_advisor import call_in_advisor
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.note_event import named, note_event
from incidents.record.models import EventType, Incident
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User


class CannotPage(ValueError):
    """The person cannot be paged for this incident."""


@transaction.atomic
def page_person(
    *,
    incident: Incident,
    person: User,
    reason: str,
    by: User | None,
    at: datetime,
    escalation: Escalation | None = None,
    rung: int = 0,
    to_command: bool = False,
    plan: Sequence[PlanStep] | None = None,
    every_way: bool = False,
) -> Page:
    """Page somebody by their own rules, or by `plan`, or by every way they have. Who waits to
    answer a page of this incident is not paged again; who stayed silent is called again by the
    same page."""
    locked = lock_incident(incident=incident)
    if not person.is_active:
        raise CannotPage(f"{person} no longer works here: page somebody else.")
    if locked.has_ended:
        raise CannotPage(f"{locked.reference} has ended; nobody needs to come.")
    waiting = Page.objects.waiting().filter(incident=locked, person=person).first()
    if waiting is not None:
        return _taken_over(waiting, escalation, rung)
    if locked.private:
        locked.members.add(person)
    call_in_advisor(incident=locked, person=person, at=at)
    page = _silent(locked, person, escalation) or Page(
        incident=locked, person=person, asked_at=at, calls=0, trigger=trigger_of(locked)
    )
    again = page.pk is not None
    if escalation is not None:
        page.escalation, page.rung, page.lap = escalation, rung, escalation.lap
        page.trigger = escalation.trigger
    page.state, page.called_at, page.calls = PageState.SENT, at, page.calls + 1
    page.to_command, page.reason, page.asked_by = to_command, reason[:240], by
    page.plan = list(plan or _plan(locked, person, every_way=every_way, at=at))
    page.save()
    entry = add_entry(
        incident=locked,
        kind=EntryKind.ESCALATION,
        body=f"Paged {person}{' again' if again else ''}. {reason}",
        by=by,
        at=at,
        data={"page": page.pk},
    )
    told = {"page": page.pk, "person": named(person), "reason": page.reason}
    note_event(entry=entry, at=at, kind=EventType.PAGE_SENT, facts=told)
    begin_call(page, at=at)
    if page.escalation is None or page.escalation.state != EscalationState.CLIMBING:
        wait = timedelta(minutes=locked.rules.acknowledge_minutes)
        clock.set("oncall.page_unanswered", about=page, at=at + wait)
    return page


def _taken_over(waiting: Page, escalation: Escalation | None, rung: int) -> Page:
    """Asked already; from now on the ladder notices their silence."""
    if escalation is None or waiting.escalation_id == escalation.pk:
        return waiting
    waiting.escalation, waiting.rung, waiting.lap = escalation, rung, escalation.lap
    waiting.trigger = escalation.trigger
    waiting.save(update_fields=["escalation", "rung", "lap", "trigger"])
    clock.cancel("oncall.page_unanswered", about=waiting)
    return waiting


def _silent(incident: Incident, person: User, escalation: Escalation | None) -> Page | None:
    """The page this person did not answer, if it can be called by again."""
    trigger = trigger_of(incident) if escalation is None else escalation.trigger
    pages = Page.objects.filter(incident=incident, person=person, trigger=trigger)
    return pages.filter(state=PageState.SILENT).order_by("-pk").first()


def _plan(incident: Incident, person: User, *, every_way: bool, at: datetime) -> list[PlanStep]:
    urgent = is_urgent(incident.rules)
    return plans_for([person], urgent=urgent, at=at, every_way=every_way)[person.pk]
