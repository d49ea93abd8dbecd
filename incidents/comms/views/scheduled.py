"""Updates that wait for their time."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents.comms.actions.cancel_scheduled import cancel_scheduled
from incidents.comms.actions.send_scheduled import send_scheduled
from incidents.comms.models import ScheduledUpdate
from incidents.record.models import incident_for
from portal.people.models import User
from portal.web.access import allowed


@require_POST
@allowed("comms.send_update")
def send_now(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    user = cast(User, request.user)
    scheduled = _found(user, reference, pk)
    if send_scheduled(scheduled=scheduled, by=user, at=timezone.now()) is None:
        scheduled.refresh_from_db()
        messages.error(request, f"It was not sent. {scheduled.why}".strip())
    return redirect("comms:updates", reference=reference)


@require_POST
@allowed("comms.send_update")
def cancel(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    user = cast(User, request.user)
    scheduled = _found(user, reference, pk)
    if not cancel_scheduled(scheduled=scheduled, by=user, at=timezone.now()):
        messages.error(request, "It does not wait any more.")
    return redirect("comms:updates", reference=reference)


def _found(user: User, reference: str, pk: int) -> ScheduledUpdate:
    incident = incident_for(user, reference)
    found = ScheduledUpdate.objects.of(incident).filter(pk=pk).first()
    if found is None:
        raise Http404("No such update.")
    return found
