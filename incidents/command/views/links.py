"""Linking incidents, and taking a link away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents.command.forms.coordinating import LinkForm
from incidents.command.panels.links import PANEL
from incidents.command.views.panels import after_acting, show_panel
from incidents.command.views.room import who
from incidents.record.actions.link_incidents import CannotLink, link_incidents
from incidents.record.actions.unlink_incidents import unlink_incidents
from incidents.record.models import IncidentLink, incident_for
from portal.web.access import allowed


@require_POST
@allowed("record.work_incident")
def link(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    form = LinkForm(request.POST, viewer=who(request), incident=incident)
    if form.is_valid():
        try:
            link_incidents(
                incident=incident, by=who(request), at=timezone.now(), **form.cleaned_data
            )
            return after_acting(request, incident, PANEL)
        except CannotLink as refusal:
            form.add_error(None, str(refusal))
    return show_panel(request, incident, PANEL, status=422, link_form=form)


@require_POST
@allowed("record.work_incident")
def unlink(request: HttpRequest, reference: str, link: int) -> HttpResponse:
    incident = incident_for(who(request), reference)
    found = IncidentLink.objects.of(incident).visible_to(who(request))
    unlink_incidents(link=get_object_or_404(found, pk=link), by=who(request), at=timezone.now())
    return after_acting(request, incident, PANEL)
