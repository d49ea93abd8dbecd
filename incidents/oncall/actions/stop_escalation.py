"""Nobody needs to come any more."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.end_requests import end_requests
from incidents.oncall.models import Escalation, EscalationState, Page, PageState
from incidents.oncall.paging.calling import stop_calling
from incidents.oncall.paging.climbing import end_climb
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from portal.clock import clock
from portal.people.models import User

_LIVE = (EscalationState.CLIMBING, EscalationState.EXHAUSTED)


@transaction.atomic
def stop_escalation(*, incident: Incident, by: User | None, at: datetime) -> None:
    """End the climb, withdraw every page that waits for an answer, ask nobody anything more."""
    lock_incident(incident=incident)
    for escalation in Escalation.objects.filter(incident=incident, state__in=_LIVE):
        end_climb(escalation, EscalationState.STOPPED, at=at)
    for page in Page.objects.filter(incident=incident).exclude(state=PageState.STOPPED):
        clock.cancel_all(about=page)
        stop_calling(page, why="Nobody needs to come any more.", at=at)
    Page.objects.waiting().filter(incident=incident).update(state=PageState.STOPPED)
    end_requests(incident=incident, by=by, at=at)
