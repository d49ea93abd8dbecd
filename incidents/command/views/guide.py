"""Ticking the guide's steps, and looking into what a diagnostic guide says."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.catalog.models import DiagnosticGuide, GuideStep
from incidents.command.actions.tick_step import tick_step
from incidents.command.actions.untick_step import untick_step
from incidents.command.actions.use_guide import use_guide
from incidents.command.next_steps import next_step
from incidents.command.panels.guides import PANEL
from incidents.command.phases import phases
from incidents.command.views.panels import show_panel
from incidents.command.views.room import who
from incidents.record.actions.add_task import NoTask
from incidents.record.models import incident_for
from portal.web.access import allowed


@require_POST
@allowed("record.work_incident")
def tick(request: HttpRequest, reference: str, step: int) -> HttpResponse:
    """Done, or with `undo` not done after all."""
    incident = incident_for(who(request), reference)
    found = get_object_or_404(GuideStep, pk=step)
    act = untick_step if "undo" in request.POST else tick_step
    act(incident=incident, step=found, by=who(request), at=timezone.now())
    return redirect(f"{incident.get_absolute_url()}#_phases")


@require_safe
@allowed("record.view_incidents")
def phases_of(request: HttpRequest, reference: str) -> HttpResponse:
    """The guide as a part, asked for again as time passes."""
    incident = incident_for(who(request), reference)
    context = {"incident": incident, "phases": phases(incident, at=timezone.now())}
    return render(request, "incidents/command/_phases.html", context)


@require_safe
@allowed("record.view_incidents")
def next_step_of(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    step = next_step(incident, at=timezone.now(), viewer=who(request))
    context = {"incident": incident, "step": step}
    return render(request, "incidents/command/_step.html", context)


@require_POST
@allowed("record.work_incident")
def use(request: HttpRequest, reference: str, guide: str) -> HttpResponse:
    """The first checks of a diagnostic guide become tasks."""
    incident = incident_for(who(request), reference)
    found = get_object_or_404(DiagnosticGuide, slug=guide)
    try:
        use_guide(incident=incident, guide=found, by=who(request), at=timezone.now())
    except NoTask as refusal:
        messages.error(request, str(refusal))
        return show_panel(request, incident, PANEL, status=422)
    return redirect(f"{incident.get_absolute_url()}#_tasks")
