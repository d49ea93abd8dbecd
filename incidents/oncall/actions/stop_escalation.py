"""Nobody needs to come any more."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.models import Escalation, EscalationState, Page, PageState
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def stop_escalation(*, incident: Incident, by: User | None, at: datetime) -> None:
    """End the climb and withdraw every page that waits for an answer."""
    lock_incident(incident=incident)
    for escalation in Escalation.objects.filter(incident=incident, state=EscalationState.CLIMBING):
        escalation.state, escalation.ended_at = EscalationState.STOPPED, at
        escalation.save()
        clock.cancel("oncall.climb", about=escalation)
    for page in Page.objects.waiting().filter(incident=incident):
        clock.cancel("oncall.page_unanswered", about=page)
    Page.objects.waiting().filter(incident=incident).update(state=PageState.STOPPED)
