"""Call one person."""

from datetime import datetime, timedelta

from django.db import transaction
from django.template.loader import render_to_string

from incidents.oncall.links import page_url
from incidents.oncall.models import Escalation, Page
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.call_in_advisor import call_in_advisor
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.actions.note_event import named, note_event
from incidents.record.models import EventType, Incident
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User
from portal.post import post
from portal.post.drafts import Draft, Lane, Recipient


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
) -> Page:
    """Page somebody; who waits to answer a page of this incident is not paged again."""
    locked = lock_incident(incident=incident)
    if not person.is_active:
        raise CannotPage(f"{person} no longer works here: page somebody else.")
    if locked.has_ended:
        raise CannotPage(f"{locked.reference} has ended; nobody needs to come.")
    waiting = Page.objects.waiting().filter(incident=locked, person=person).first()
    if waiting is not None:
        return waiting
    if locked.private:
        locked.members.add(person)
    call_in_advisor(incident=locked, person=person, at=at)
    page = Page.objects.create(
        incident=locked,
        escalation=escalation,
        person=person,
        rung=rung,
        to_command=to_command,
        reason=reason[:240],
        asked_at=at,
        asked_by=by,
    )
    entry = add_entry(
        incident=locked,
        kind=EntryKind.ESCALATION,
        body=f"Paged {person}. {reason}",
        by=by,
        at=at,
        data={"page": page.pk},
    )
    told = {
        "page": page.pk,
        "person": named(person),
        "reason": page.reason,
    }
    note_event(entry=entry, kind=EventType.PAGE_SENT, facts=told)
    _send(page, at=at)
    if escalation is None:
        wait = timedelta(minutes=locked.rules.acknowledge_minutes)
        clock.set("oncall.page_unanswered", about=page, at=at + wait)
    return page


def _send(page: Page, *, at: datetime) -> None:
    incident = page.incident
    context = {"page": page, "incident": incident, "url": page_url(page)}
    post.send(
        Draft(
            kind="oncall.page",
            subject=f"Page: {incident.severity_label} {incident.display_title} "
            f"({incident.reference})",
            text=render_to_string("mail/page.txt", context),
            html=render_to_string("mail/page.html", context),
            key=f"page:{page.pk}",
            lane=Lane.URGENT,
            about=page,
            thread=f"page-{incident.pk}",
            restricted=incident.private,
        ),
        to=[Recipient(address=page.person.email, name=page.person.name, person=page.person)],
        at=at,
        by=page.asked_by,
    )
