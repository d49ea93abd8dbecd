"""Somebody cannot come: the next is paged at once."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.acknowledge_page import answer, note_answer
from incidents.oncall.actions.climb_escalation import climb_escalation
from incidents.oncall.models import EscalationState, Page, PageState
from incidents.record.actions.add_entry import add_entry
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def decline_page(*, page: Page, by: User | None, at: datetime, via: str) -> Page:
    """Record it; when nobody else of the rung is still to answer, climb."""
    declined = answer(page, state=PageState.DECLINED, via=via, at=at)
    entry = add_entry(
        incident=declined.incident,
        kind=EntryKind.ESCALATION,
        body=f"{declined.person} cannot come.",
        by=declined.person,
        at=at,
        data={"page": declined.pk},
    )
    note_answer(declined, entry=entry)
    escalation = declined.escalation
    if (
        escalation is not None
        and escalation.state == EscalationState.CLIMBING
        and not escalation.pages.filter(state=PageState.SENT).exists()
    ):
        climb_escalation(escalation=escalation, at=at)
    return declined
