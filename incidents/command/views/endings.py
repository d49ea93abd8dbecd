"""Other ends of an incident than being resolved, and another severity."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.catalog.models import Severity
from incidents.command.actions.dismiss_incident import dismiss_incident
from incidents.command.actions.merge_incidents import CannotMerge, merge_incidents
from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.forms.ending import LevelForm, MergeForm, ReasonForm
from incidents.command.reforecast import reforecasts
from incidents.command.views.room import who
from incidents.record.actions.change_level import NoReason, SameLevel
from incidents.record.models import IllegalTransition, Incident, StaleVersion, incident_for
from portal.web.access import allowed

CONFLICT, REFUSED = 409, 422


def _reasoned(
    request: HttpRequest,
    reference: str,
    *,
    title: str,
    button: str,
    act: Callable[[Incident, str], object],
) -> HttpResponse:
    """A screen that asks why, then acts."""
    incident = incident_for(who(request), reference)
    form = ReasonForm(request.POST or None)
    status, refusal = 200, ""
    if request.method == "POST" and form.is_valid():
        try:
            act(incident, form.cleaned_data["reason"])
            return redirect(incident)
        except NoReason as error:
            status, refusal = REFUSED, str(error)
        except IllegalTransition as error:
            status, refusal = CONFLICT, str(error)
    context = {
        "incident": incident,
        "form": form,
        "refusal": refusal,
        "title": title,
        "button": button,
        "section": "incidents",
    }
    return render(request, "incidents/command/reasoned.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.command_incident")
def dismissal(request: HttpRequest, reference: str) -> HttpResponse:
    def act(incident: Incident, reason: str) -> object:
        return dismiss_incident(
            incident=incident, reason=reason, by=who(request), at=timezone.now()
        )

    title = "This is no incident"
    return _reasoned(request, reference, title=title, button="Dismiss incident", act=act)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.command_incident")
def classification(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    known = {"level": incident.level, "version": incident.version}
    form = LevelForm(request.POST or None, initial=known)
    status, refusal = 200, ""
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                reclassify_incident(
                    incident=incident, by=who(request), at=timezone.now(), **form.cleaned_data
                )
                return redirect(incident)
            except (NoReason, SameLevel) as error:
                refusal = str(error)
            except StaleVersion as error:
                status, refusal = CONFLICT, str(error)
                incident.refresh_from_db()
                again = {**request.POST.dict(), "version": incident.version}
                form = LevelForm(again)
    scale = list(Severity.objects.worst_first())
    context = {
        "incident": incident,
        "form": form,
        "refusal": refusal,
        "latest": incident.entries.newest_first()[:3] if status == CONFLICT else [],
        "reforecasts": reforecasts(incident, scale, at=timezone.now()),
        "scale": scale,
        "section": "incidents",
    }
    return render(request, "incidents/command/classification.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.command_incident")
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    form = MergeForm(request.POST or None)
    others = Incident.objects.visible_to(who(request)).running().exclude(pk=incident.pk)
    form.fields["into"].queryset = others.worst_first()  # type: ignore[attr-defined]
    status, refusal = 200, ""
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            into = form.cleaned_data["into"]
            try:
                merge_incidents(incident=incident, into=into, by=who(request), at=timezone.now())
                messages.success(request, f"{incident.reference} continues here.")
                return redirect(into)
            except (CannotMerge, IllegalTransition) as error:
                refusal = str(error)
    context = {
        "incident": incident,
        "form": form,
        "refusal": refusal,
        "title": "Merge into another incident",
        "button": "Merge",
        "section": "incidents",
    }
    return render(request, "incidents/command/reasoned.html", context, status=status)
