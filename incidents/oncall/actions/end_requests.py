"""The incident is over: nobody is asked for anything any more."""

from datetime import datetime

from django.db import transaction

from incidents.oncall.actions.settle_request import settle_request
from incidents.oncall.actions.take_back_right import take_back_right
from incidents.oncall.models import PermissionRequest, RequestState, TeamEscalation
from incidents.record.models import Incident
from portal.people.models import User


@transaction.atomic
def end_requests(*, incident: Incident, by: User | None, at: datetime) -> None:
    """Withdraw what waits. A right that was given stays to be taken back."""
    for request in TeamEscalation.objects.waiting().filter(incident=incident):
        settle_request(
            request=request,
            state=RequestState.WITHDRAWN,
            words=f"{incident.reference} needs no help any more.",
            by=by,
            at=at,
            via="portal",
            who=str(by) if by else "Allclear",
        )
    for permission in PermissionRequest.objects.undecided().filter(incident=incident):
        take_back_right(request=permission, by=by, at=at)
