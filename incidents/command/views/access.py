"""Who sees an incident: members, privacy, advisors."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.command.actions.end_advice import end_advice
from incidents.command.actions.invite_advisor import CannotAdvise, invite_advisor
from incidents.command.forms.admitting import AdvisorForm, MemberForm, PrivacyForm
from incidents.command.views.room import who
from incidents.record.actions.change_members import CannotChangeMembers, change_members
from incidents.record.actions.change_privacy import CannotChangePrivacy, change_privacy
from incidents.record.models import Advisor, Incident, incident_for
from portal.web.access import allowed

REFUSED = 422


@require_safe
@allowed("record.command_incident")
def access(request: HttpRequest, reference: str) -> HttpResponse:
    return _show(request, incident_for(who(request), reference))


@require_POST
@allowed("record.command_incident")
def members(request: HttpRequest, reference: str) -> HttpResponse:
    form = MemberForm(request.POST)
    return _act(request, reference, change_members, member_form=form)


@require_POST
@allowed("record.command_incident")
def privacy(request: HttpRequest, reference: str) -> HttpResponse:
    form = PrivacyForm(request.POST)
    return _act(request, reference, change_privacy, privacy_form=form)


@require_POST
@allowed("record.command_incident")
def advisors(request: HttpRequest, reference: str) -> HttpResponse:
    form = AdvisorForm(request.POST)
    return _act(request, reference, invite_advisor, advisor_form=form)


@require_POST
@allowed("record.command_incident")
def farewell(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Thank an advisor before their time is over."""
    incident = incident_for(who(request), reference)
    advisor = get_object_or_404(Advisor, incident=incident, pk=pk)
    end_advice(advisor=advisor, by=who(request), at=timezone.now())
    return redirect("command:access", reference=reference)


def _act(
    request: HttpRequest, reference: str, action: Callable[..., object], **named: forms.Form
) -> HttpResponse:
    """Do what a form asks; a refusal stands at its field, and the form as typed."""
    incident = incident_for(who(request), reference)
    (form,) = named.values()
    if not form.is_valid():
        return _show(request, incident, status=REFUSED, **named)
    try:
        action(incident=incident, by=who(request), at=timezone.now(), **form.cleaned_data)
    except (CannotChangeMembers, CannotChangePrivacy, CannotAdvise) as refusal:
        form.add_error("person" if "person" in form.fields else "reason", str(refusal))
        return _show(request, incident, status=REFUSED, **named)
    return redirect("command:access", reference=reference)


def _show(
    request: HttpRequest, incident: Incident, *, status: int = 200, **instead: Any
) -> HttpResponse:
    context = {
        "incident": incident,
        "section": "incidents",
        "members": incident.members.order_by("name"),
        "advisors": incident.advisors.live().select_related("person").order_by("until"),
        "member_form": MemberForm(),
        "privacy_form": PrivacyForm(initial={"private": not incident.private}),
        "advisor_form": AdvisorForm(),
        **instead,
    }
    return render(request, "incidents/command/access.html", context, status=status)
