"""Ticking the guide's steps."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents.catalog.models import GuideStep
from incidents.command.actions.tick_step import tick_step
from incidents.command.views.room import who
from incidents.record.models import incident_for
from portal.web.access import allowed


@require_POST
@allowed("record.work_incident")
def tick(request: HttpRequest, reference: str, step: int) -> HttpResponse:
    incident = incident_for(who(request), reference)
    tick_step(
        incident=incident,
        step=get_object_or_404(GuideStep, pk=step),
        by=who(request),
        at=timezone.now(),
    )
    return redirect(incident)
