"""Taking, giving and handing over roles."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from incidents.command import handovers
from incidents.command.actions.ask_senior import ask_senior
from incidents.command.actions.hand_over_role import (
    HeldByAnother,
    MayNotAssign,
    NoHandover,
    hand_over_role,
)
from incidents.command.actions.step_down import step_down
from incidents.command.forms.handing_over import HandoverForm, LeavingForm
from incidents.command.forms.recording import RoleForm
from incidents.command.panels.roles import PANEL
from incidents.command.views.panels import show_panel
from incidents.command.views.room import who
from incidents.oncall.actions.page_person import CannotPage
from incidents.oncall.paging.praise import good_call
from incidents.record.actions.assign_role import CannotSee
from incidents.record.actions.leave_role import NobodyHoldsIt
from incidents.record.actions.read_handover import read_handover
from incidents.record.models import Incident, Role, RoleAssignment, incident_for
from portal.web.access import allowed

CONFLICT, REFUSED = 409, 422


@require_POST
@allowed("record.work_incident")
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """Take or give a role that nobody holds."""
    incident = incident_for(who(request), reference)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return show_panel(request, incident, PANEL, status=REFUSED, role_form=form)
    try:
        hand_over_role(incident=incident, by=who(request), at=timezone.now(), **form.cleaned_data)
    except HeldByAnother as refusal:
        form.add_error("role", str(refusal))
        return show_panel(request, incident, PANEL, status=CONFLICT, role_form=form)
    except (NoHandover, MayNotAssign, CannotSee) as refusal:
        form.add_error("person", str(refusal))
        return show_panel(request, incident, PANEL, status=REFUSED, role_form=form)
    return redirect(f"{incident.get_absolute_url()}#_roles")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.work_incident")
def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Write the three parts; the first to send wins, the second reads who holds it now."""
    incident = incident_for(who(request), reference)
    if request.method != "POST":
        return _show(request, incident, HandoverForm(initial=_begun(request, incident)))
    form = HandoverForm(request.POST)
    if not form.is_valid():
        return _show(request, incident, form, status=REFUSED)
    try:
        hand_over_role(
            incident=incident,
            role=form.cleaned_data["role"],
            person=form.cleaned_data["person"],
            handover=form.handover(),
            seen=form.cleaned_data["seen"],
            by=who(request),
            at=timezone.now(),
        )
    except HeldByAnother as refusal:
        form.add_error("role", str(refusal))
        return _show(request, incident, form, status=CONFLICT)
    except (NoHandover, MayNotAssign, CannotSee) as refusal:
        form.add_error("person", str(refusal))
        return _show(request, incident, form, status=REFUSED)
    return redirect(f"{incident.get_absolute_url()}#_roles")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.work_incident")
def leave(request: HttpRequest, reference: str) -> HttpResponse:
    """Step down and leave the role vacant; a commander may end anybody's."""
    incident = incident_for(who(request), reference)
    form = LeavingForm(request.POST or None, initial={"role": request.GET.get("role", "")})
    status, refusal = 200, ""
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                step_down(
                    incident=incident, by=who(request), at=timezone.now(), **form.cleaned_data
                )
                return redirect(f"{incident.get_absolute_url()}#_roles")
            except (MayNotAssign, NobodyHoldsIt) as error:
                refusal = str(error)
    context = {
        "incident": incident,
        "form": form,
        "refusal": refusal,
        "title": "Leave a role vacant",
        "button": "Leave the role",
        "section": "incidents",
    }
    return render(request, "incidents/command/reasoned.html", context, status=status)


@require_POST
@allowed("oncall.page_people")
def senior(request: HttpRequest, reference: str) -> HttpResponse:
    """Page whoever the escalation policy names next."""
    incident = incident_for(who(request), reference)
    try:
        pages = ask_senior(
            incident=incident,
            because=request.POST.get("because", "")[:200],
            by=who(request),
            at=timezone.now(),
        )
    except CannotPage as refusal:
        messages.error(request, str(refusal))
        return show_panel(request, incident, PANEL, status=REFUSED)
    messages.success(request, good_call(pages))
    return redirect(f"{incident.get_absolute_url()}#_roles")


@require_POST
@allowed("record.work_incident")
def reading(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The new holder has read what was handed over."""
    incident = incident_for(who(request), reference)
    assignment = get_object_or_404(RoleAssignment, incident=incident, pk=pk)
    read_handover(assignment=assignment, by=who(request), at=timezone.now())
    return redirect(incident)


def _begun(request: HttpRequest, incident: Incident) -> dict[str, object]:
    """What the record proposes, under what was typed already."""
    asked = request.GET.get("role", "")
    role = asked if asked in Role.values else Role.COMMANDER
    holder = incident.holder_of(role)
    typed = {
        name: words
        for name in ("person", "state", "risks", "promise")
        if (words := request.GET.get(name, ""))
    }
    return {
        **handovers.proposed(incident, at=timezone.now()).typed(),
        "role": role,
        "seen": holder.pk if holder else None,
        **typed,
    }


def _show(
    request: HttpRequest, incident: Incident, form: HandoverForm, *, status: int = 200
) -> HttpResponse:
    context = {"incident": incident, "form": form, "section": "incidents"}
    return render(request, "incidents/command/handover.html", context, status=status)
