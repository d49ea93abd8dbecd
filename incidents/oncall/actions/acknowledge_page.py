"""Somebody is coming."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.oncall.actions.follow_page import follow_page
from incidents.oncall.models import Escalation, EscalationState, Page, PageState
from incidents.oncall.paging.answering import AlreadyAnswered, answer, note_answer, remind_later
from incidents.oncall.paging.calling import stop_calling
from incidents.oncall.paging.climbing import end_climb
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.assign_role import assign_role
from incidents.record.models import Incident, Role
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User

__all__ = ["AlreadyAnswered", "acknowledge_page"]

_UNANSWERED = (EscalationState.CLIMBING, EscalationState.EXHAUSTED)


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
    follow_page(page=answered, at=at)
    if answered.to_command and incident.holder_of(Role.COMMANDER) is None:
        assign_role(incident=incident, role=Role.COMMANDER, person=answered.person, by=None, at=at)
    if not answered.to_command:
        _stop_climb(incident, at=at)
    remind_later(answered, at=at)
    return answered


def _stop_climb(incident: Incident, *, at: datetime) -> None:
    """Whoever stayed silent is called no more; whoever still has time to answer keeps it."""
    for escalation in Escalation.objects.filter(incident=incident, state__in=_UNANSWERED):
        end_climb(escalation, EscalationState.ANSWERED, at=at)
        for page in escalation.pages.filter(state=PageState.SILENT):
            stop_calling(page, why="Somebody else is coming.", at=at)
        for page in escalation.pages.filter(state=PageState.SENT):
            due = page.last_called_at + escalation.wait_of(page.rung)
            soonest = at + timedelta(minutes=1)
            clock.set("oncall.page_unanswered", about=page, at=max(due, soonest))
