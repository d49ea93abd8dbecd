"""Silence goes to the next."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.models import Escalation, EscalationState, Page, PageState
from incidents.oncall.paging.climbing import page_rung
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models.entry import EntryKind


@transaction.atomic
def climb_escalation(*, escalation: Escalation, at: datetime) -> None:
    """Mark who stayed silent and page the next rung; after the last, say so loudly. Whoever
    still has time to answer keeps it."""
    incident = lock_incident(incident=escalation.incident)
    escalation = Escalation.objects.select_for_update().get(pk=escalation.pk)
    if escalation.state != EscalationState.CLIMBING:
        return
    if incident.has_ended:
        return
    asked = escalation.pages.filter(state=PageState.SENT).select_related("person")
    silent = [one for one in asked if one.last_called_at + escalation.wait_of(one.rung) <= at]
    Page.objects.filter(pk__in=[page.pk for page in silent]).update(state=PageState.SILENT)
    if silent:
        names = ", ".join(str(page.person) for page in silent)
        waited = max(int((at - page.last_called_at).total_seconds() // 60) for page in silent)
        add_entry(
            incident=incident,
            kind=EntryKind.ESCALATION,
            body=f"No answer from {names} within {waited} min.",
            by=None,
            at=at,
        )
    escalation.rung += 1
    page_rung(escalation, at=at)
