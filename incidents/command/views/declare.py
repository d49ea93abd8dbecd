"""Declaring an incident."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from incidents.catalog.models import Severity
from incidents.command.actions.declare_incident import (
    NoTitle,
    OverruledWithoutReason,
    declare_incident,
)
from incidents.command.classifying import classify
from incidents.command.forecast import forecast
from incidents.command.forms.declaring import DeclareForm
from incidents.record.models import Incident
from portal.people.models import User
from portal.web.access import allowed


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.declare_incident")
def declare(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _show(request, DeclareForm(initial=_initial(request)))
    form = DeclareForm(request.POST)
    if "propose" in request.POST:
        return _show(request, form)
    if not form.is_valid():
        return _show(request, form, status=422)
    now = timezone.now()
    typed = form.cleaned_data
    proposal = classify(form.answers())
    level = proposal.level if typed["level"] in {"", None} else typed["level"]
    try:
        incident = declare_incident(
            title=typed["title"],
            level=level,
            key=typed["key"],
            kind=typed["kind"] or "incident",
            services=typed["services"],
            started_at=form.started_at(now),
            private=typed["private"],
            answers=vars(form.answers()) | {"critical_path": str(form.answers().critical_path)},
            proposed_level=proposal.level,
            reason=typed["reason"] or ("" if level != proposal.level else proposal.reason),
            by=User.objects.get(pk=request.user.pk),
            at=now,
        )
    except (NoTitle, OverruledWithoutReason) as refusal:
        return _show(request, form, status=422, refusal=str(refusal))
    return redirect(incident)


def _initial(request: HttpRequest) -> dict[str, str]:
    """What the palette was asked is the title."""
    title = request.GET.get("title", "").replace("\0", "")[:200]
    return {"key": uuid.uuid4().hex, "title": title}


@require_POST
@allowed("record.declare_incident")
def propose(request: HttpRequest) -> HttpResponse:
    """The proposal for the answers so far; changes nothing."""
    return render(request, "incidents/command/_proposal.html", _proposal(DeclareForm(request.POST)))


def _show(
    request: HttpRequest, form: DeclareForm, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    user = User.objects.get(pk=request.user.pk)
    context = {
        "form": form,
        "refusal": refusal,
        "section": "declare",
        "open_already": Incident.objects.visible_to(user).open().worst_first()[:5],
        **_proposal(form),
    }
    return render(request, "incidents/command/declare.html", context, status=status)


def _proposal(form: DeclareForm) -> dict[str, object]:
    proposal = classify(form.answers())
    chosen = form.overruled()
    level = proposal.level if chosen is None else chosen
    scale = list(Severity.objects.worst_first())
    severity = next(one for one in scale if one.level == level)
    typed = form.data if form.is_bound else {}
    return {
        "proposal": proposal,
        "overruled": level != proposal.level,
        "severity": severity,
        "scale": scale,
        "forecast": forecast(
            severity,
            services=form.chosen_services(),
            kind=typed.get("kind", ""),
            private="private" in typed,
            at=timezone.now(),
        ),
    }
