"""Somebody cannot come: the next is paged at once."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.climb_escalation import climb_escalation
from incidents.oncall.actions.escalate_now import escalate_now
from incidents.oncall.actions.follow_page import follow_page
from incidents.oncall.actions.page_person import CannotPage
from incidents.oncall.models import DeclineReason, EscalationState, Page, PageState
from incidents.oncall.paging.answering import answer, note_answer
from incidents.record.actions.add_entry import add_entry
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def decline_page(*, page: Page, by: User | None, at: datetime, via: str, because: str = "") -> Page:
    """Record it with the reason; when nobody else of the rung is still to answer, climb. One
    paged by name is followed by the ladder, unless somebody is coming already."""
    declined = answer(page, state=PageState.DECLINED, via=via, at=at)
    if because in DeclineReason.values:
        declined.declined_because = because
        declined.save(update_fields=["declined_because"])
    said = f": “{declined.get_declined_because_display()}”" if declined.declined_because else ""
    entry = add_entry(
        incident=declined.incident,
        kind=EntryKind.ESCALATION,
        body=f"{declined.person} cannot come{said or '.'}",
        by=declined.person,
        at=at,
        data={"page": declined.pk},
    )
    note_answer(declined, entry=entry)
    if not follow_page(page=declined, at=at):
        _go_on(declined, at=at)
    return declined


def _go_on(declined: Page, *, at: datetime) -> None:
    escalation = declined.escalation
    if escalation is not None and escalation.state == EscalationState.CLIMBING:
        beside = escalation.pages.filter(state=PageState.SENT, to_command=declined.to_command)
        if not beside.exists() and not declined.to_command:
            climb_escalation(escalation=escalation, at=at)
            return
    others = Page.objects.filter(incident=declined.incident)
    if others.coming().exists() or others.waiting().exists():
        return
    try:
        escalate_now(incident=declined.incident, by=None, at=at)
    except CannotPage:
        return
