"""Saying how bad it is, and what is touched."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents.command.actions.name_services import name_services
from incidents.command.forms.recording import ImpactForm
from incidents.command.forms.touching import ServicesForm
from incidents.command.panels.impact import PANEL
from incidents.command.panels.touched import PANEL as SERVICES
from incidents.command.views.panels import show_panel
from incidents.command.views.room import who
from incidents.record.actions.record_impact import NothingKnown, record_impact
from incidents.record.models import incident_for
from portal.web.access import allowed


@require_POST
@allowed("record.work_incident")
def impact(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    form = ImpactForm(request.POST)
    if not form.is_valid():
        return show_panel(request, incident, PANEL, status=422, impact_form=form)
    try:
        record_impact(incident=incident, by=who(request), at=timezone.now(), **form.cleaned_data)
    except NothingKnown as refusal:
        form.add_error(None, str(refusal))
        return show_panel(request, incident, PANEL, status=422, impact_form=form)
    return redirect(f"{incident.get_absolute_url()}#_impact")


@require_POST
@allowed("record.work_incident")
def services(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    form = ServicesForm(request.POST)
    if not form.is_valid():
        return show_panel(request, incident, SERVICES, status=422, services_form=form)
    name_services(
        incident=incident, services=form.cleaned_data["services"], by=who(request),
        at=timezone.now(),
    )  # fmt: skip
    return redirect(f"{incident.get_absolute_url()}#_services")
