"""Nobody is left: managers, until somebody answers."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.oncall.actions.page_person import CannotPage, page_person
from incidents.oncall.models import Escalation, EscalationState, Page, PageState
from incidents.oncall.paging.climbing import NOBODY_LEFT
from incidents.oncall.paging.ladders import managers_now
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.web.times import duration


@transaction.atomic
def call_managers(*, escalation: Escalation, at: datetime) -> None:
    """Call the managers on duty by every way they have, and again after the last rung's wait,
    until somebody answers or it is over."""
    incident = lock_incident(incident=escalation.incident)
    escalation = Escalation.objects.select_for_update().get(pk=escalation.pk)
    if escalation.state != EscalationState.EXHAUSTED or not incident.is_open:
        return
    Page.objects.waiting().filter(
        incident=incident, escalation=escalation, called_at__lte=at - _wait(escalation)
    ).update(state=PageState.SILENT)
    managers = managers_now(at=at)
    waited = duration(at - escalation.started_at)
    words = ", ".join(map(str, managers)) or "there is no manager to call"
    add_entry(
        incident=incident,
        kind=EntryKind.ESCALATION,
        body=f"Still nobody has answered after {waited}. Calling again, by every way: {words}.",
        by=None,
        at=at,
        data={"nobody_left": escalation.pk},
    )
    for manager in managers:
        try:
            page_person(
                incident=incident,
                person=manager,
                reason=f"Nobody has answered for {waited}",
                by=None,
                at=at,
                escalation=escalation,
                rung=len(escalation.ladder) - 1,
                every_way=True,
            )
        except CannotPage:
            continue
    clock.set(NOBODY_LEFT, about=escalation, at=at + _wait(escalation))


def _wait(escalation: Escalation) -> timedelta:
    return escalation.wait_of(len(escalation.ladder) - 1)
