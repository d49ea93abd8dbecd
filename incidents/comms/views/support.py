"""The support brief, and what support gives back."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from incidents.comms.actions.brief_support import PARTS, BriefedMeanwhile, brief_support
from incidents.comms.actions.report_from_support import report_from_support
from incidents.comms.forms import SupportBriefForm, SupportReportForm
from incidents.comms.models import Promise, SupportBrief, Wording
from incidents.comms.words import CannotTell
from incidents.record.models import Incident, Role, Signal, Source, incident_for
from portal.people.models import User
from portal.web.access import allowed

CONFLICT, REFUSED = 409, 422
SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.view_incidents")
def support(request: HttpRequest, reference: str) -> HttpResponse:
    if request.method == "POST":
        return edit(request, reference)
    return _show(request, incident_for(cast(User, request.user), reference))


@allowed("comms.send_update")
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    user = cast(User, request.user)
    incident = incident_for(user, reference)
    form = SupportBriefForm(request.POST)
    if not form.is_valid():
        return _show(request, incident, form=form, status=REFUSED)
    try:
        brief_support(incident=incident, by=user, at=timezone.now(), **form.cleaned_data)
    except BriefedMeanwhile as refusal:
        again = request.POST.copy()
        newest = SupportBrief.objects.of(incident).first()
        again["after"] = str(newest.number if newest else "")
        form = SupportBriefForm(again)
        form.add_error(None, str(refusal))
        return _show(request, incident, form=form, status=CONFLICT)
    except CannotTell as refusal:
        form.add_error(None, str(refusal))
        return _show(request, incident, form=form, status=REFUSED)
    messages.success(request, "The brief is saved, and customer support is told.")
    return redirect("comms:support", reference=reference)


@require_POST
@allowed("record.work_incident")
def report(request: HttpRequest, reference: str) -> HttpResponse:
    user = cast(User, request.user)
    incident = incident_for(user, reference)
    form = SupportReportForm(request.POST)
    if not form.is_valid():
        return _show(request, incident, report_form=form, status=REFUSED)
    try:
        report_from_support(incident=incident, by=user, at=timezone.now(), **form.cleaned_data)
    except CannotTell as refusal:
        form.add_error(None, str(refusal))
        return _show(request, incident, report_form=form, status=REFUSED)
    messages.success(request, "Noted. The room sees it.")
    return redirect("comms:support", reference=reference)


def _show(
    request: HttpRequest,
    incident: Incident,
    *,
    form: SupportBriefForm | None = None,
    report_form: SupportReportForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = cast(User, request.user)
    briefs = list(SupportBrief.objects.of(incident)[:SHOWN])
    newest = briefs[0] if briefs else None
    promise = Promise.objects.unsettled().for_incident(incident).filter(audience__public=True)
    context = {
        "incident": incident,
        "brief": newest,
        "briefs": briefs,
        "form": form or SupportBriefForm(initial=_initial(newest)),
        "report_form": report_form or SupportReportForm(),
        "may_write": user.has_perm("comms.send_update") and not incident.has_ended,
        "may_report": user.has_perm("record.work_incident") and not incident.has_ended,
        "ask": ask(incident),
        "public": Wording.objects.of(incident).filter(audience__public=True).newest_first().first(),
        "promise": promise.first(),
        "signals": Signal.objects.filter(
            incident=incident, source__in=(Source.SUPPORT, Source.USERS)
        )
        .select_related("by")
        .newest_first()[:SHOWN],
        "now": timezone.now(),
        "section": "incidents",
    }
    return render(request, "incidents/comms/support.html", context, status=status)


def ask(incident: Incident) -> User | None:
    """Whom support asks, instead of the responders."""
    for role in (Role.SUPPORT_LIAISON, Role.COMMUNICATIONS_LEAD):
        holder = incident.holder_of(role)
        if holder is not None:
            return holder
    return None


def _initial(brief: SupportBrief | None) -> dict[str, Any]:
    if brief is None:
        return {"after": 0}
    return {"after": brief.number, **{part: getattr(brief, part) for part in PARTS}}
