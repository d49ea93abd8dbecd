"""The Mitigation tab: is it really over?"""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.mitigation.actions.add_check import add_check
from incidents.mitigation.actions.observe_check import observe_check
from incidents.mitigation.actions.plan_checks import plan_checks
from incidents.mitigation.actions.waive_check import waive_check
from incidents.mitigation.forms import CheckForm, ObservationForm, WaiverForm
from incidents.mitigation.models import Check
from incidents.mitigation.refusals import CannotCheck, OnlyTheCommander
from incidents.mitigation.verdict import checks_of, contradiction, tally
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.web.access import allowed

CONFLICT, REFUSED = 409, 422


@require_safe
@allowed("record.view_incidents")
def mitigation(request: HttpRequest, reference: str) -> HttpResponse:
    return show(request, incident_for(_who(request), reference))


@require_POST
@allowed("record.work_incident")
def add(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(_who(request), reference)
    form = CheckForm(request.POST)
    if form.is_valid():
        try:
            add_check(incident=incident, by=_who(request), at=timezone.now(), **form.cleaned_data)
            return _back(request, incident)
        except CannotCheck as refusal:
            form.add_error(None, str(refusal))
    return show(request, incident, status=REFUSED, check_form=form)


@require_POST
@allowed("record.work_incident")
def plan(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(_who(request), reference)
    plan_checks(incident=incident, by=_who(request), at=timezone.now())
    return _back(request, incident)


@require_POST
@allowed("record.work_incident")
def observe(request: HttpRequest, reference: str, check_id: int) -> HttpResponse:
    incident = incident_for(_who(request), reference)
    check, form = _found(incident, check_id), ObservationForm(request.POST)
    status = REFUSED
    if form.is_valid():
        try:
            observe_check(
                check=check,
                observed=form.cleaned_data["observed"],
                passed=form.cleaned_data["passed"] == "yes",
                by=_who(request),
                at=timezone.now(),
            )
            return _back(request, incident)
        except CannotCheck as refusal:
            form.add_error(None, str(refusal))
            status = REFUSED if incident.is_open else CONFLICT
    return show(request, incident, status=status, refused=check, observation_form=form)


@require_POST
@allowed("record.command_incident")
def waive(request: HttpRequest, reference: str, check_id: int) -> HttpResponse:
    incident = incident_for(_who(request), reference)
    check, form = _found(incident, check_id), WaiverForm(request.POST)
    status = REFUSED
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            waive_check(check=check, reason=reason, by=_who(request), at=timezone.now())
            return _back(request, incident)
        except CannotCheck as refusal:
            form.add_error(None, str(refusal))
            status = REFUSED if incident.is_open else CONFLICT
        except OnlyTheCommander as refusal:
            form.add_error(None, str(refusal))
    return show(request, incident, status=status, refused=check, waiver_form=form)


def show(
    request: HttpRequest, incident: Incident, *, status: int = 200, **given: object
) -> HttpResponse:
    """`given`: the form that was refused, with what was typed, and the check it is about."""
    checks = checks_of(incident)
    context = {
        "incident": incident,
        "checks": checks,
        "tally": tally(checks),
        "contradiction": contradiction(checks),
        "check_form": CheckForm(),
        "observation_form": ObservationForm(),
        "waiver_form": WaiverForm(),
        "section": "incidents",
        **given,
    }
    return render(request, "incidents/mitigation/mitigation.html", context, status=status)


def _found(incident: Incident, check_id: int) -> Check:
    check = Check.objects.filter(incident=incident, pk=check_id).first()
    if check is None:
        raise Http404("No such check.")
    return check


def _back(request: HttpRequest, incident: Incident) -> HttpResponse:
    if request.POST.get("from") == "room":
        return redirect(f"{incident.get_absolute_url()}#_checks")
    return redirect("mitigation:mitigation", reference=incident.reference)


def _who(request: HttpRequest) -> User:
    return cast(User, request.user)
