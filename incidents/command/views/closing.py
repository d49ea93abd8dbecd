"""The watch, and closing after it."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from incidents.command.actions.answer_check_in import NothingToAnswer, answer_check_in
from incidents.command.actions.close_incident import NotYet, close_incident, watch_runs
from incidents.command.actions.resolve_incident import needs_postmortem
from incidents.command.actions.take_watch import take_watch
from incidents.command.forms.ending import ClosingForm, FollowUpForm
from incidents.command.models import Watch
from incidents.command.panels.registry import PANELS
from incidents.command.views.panels import show_panel
from incidents.command.views.room import who
from incidents.learning.actions.add_action import add_action
from incidents.learning.models import CorrectiveAction
from incidents.oncall.models import Override
from incidents.record.models import IllegalTransition, Incident, StaleVersion, incident_for
from portal.web.access import allowed

CONFLICT, REFUSED = 409, 422


@require_POST
@allowed("record.work_incident")
def check_in(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    try:
        answer_check_in(
            incident=incident,
            good=request.POST.get("good") == "yes",
            observed=request.POST.get("observed", "")[:240],
            by=who(request),
            at=timezone.now(),
        )
    except (NothingToAnswer, IllegalTransition) as refusal:
        typed = {"refusal": str(refusal), "observed": request.POST.get("observed", "")}
        return show_panel(request, incident, PANELS["watch"], status=CONFLICT, **typed)
    return redirect(f"{incident.get_absolute_url()}#_watch")


@require_POST
@allowed("record.work_incident")
def take(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    try:
        take_watch(incident=incident, person=who(request), by=who(request), at=timezone.now())
    except NothingToAnswer as refusal:
        typed = {"refusal": str(refusal)}
        return show_panel(request, incident, PANELS["watch"], status=CONFLICT, **typed)
    return redirect(f"{incident.get_absolute_url()}#_watch")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.command_incident")
def closure(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    initial = {"version": incident.version, "debt_owner": who(request).pk}
    form = ClosingForm(request.POST or None, initial=initial)
    form.fields["version"].required = False
    status, refusal = 200, ""
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                _close(request, incident, form)
                return redirect(incident)
            except NotYet as error:
                refusal = str(error)
            except (IllegalTransition, StaleVersion) as error:
                status, refusal = CONFLICT, str(error)
                incident.refresh_from_db()
    adding = FollowUpForm(initial=_due(incident))
    return _show(request, incident, form, adding, status=status, refusal=refusal)


def _close(request: HttpRequest, incident: Incident, form: ClosingForm) -> None:
    typed = form.cleaned_data
    close_incident(
        incident=incident,
        reason=typed["reason"],
        back_to_normal=typed["back_to_normal"],
        debts=form.debts(),
        debt_owner=typed["debt_owner"],
        version=typed["version"],
        by=who(request),
        at=timezone.now(),
    )


@require_POST
@allowed("record.command_incident")
def follow_up(request: HttpRequest, reference: str) -> HttpResponse:
    incident, form = incident_for(who(request), reference), FollowUpForm(request.POST)
    if not form.is_valid():
        closing = ClosingForm(initial={"version": incident.version})
        return _show(request, incident, closing, form, status=REFUSED)
    typed = form.cleaned_data
    add_action(incident=incident, by=who(request), at=timezone.now(), **typed)
    return redirect("command:closure", reference=reference)


def _due(incident: Incident) -> dict[str, Any]:
    return {"due_on": (timezone.now() + timedelta(days=incident.rules.action_days)).date()}


def _show(
    request: HttpRequest,
    incident: Incident,
    form: ClosingForm,
    adding: FollowUpForm,
    *,
    status: int,
    refusal: str = "",
) -> HttpResponse:
    now = timezone.now()
    actions = CorrectiveAction.objects.filter(incident=incident).select_related("owner")
    context = {
        "incident": incident,
        "form": form,
        "follow_up_form": adding,
        "refusal": refusal,
        "actions": actions.soonest_first(),
        "watch": Watch.objects.filter(incident=incident).newest_first().first(),
        "early": watch_runs(incident),
        "must_learn": needs_postmortem(incident),
        "overrides": Override.objects.filter(
            starts_at__lte=now, ends_at__gt=now, starts_at__gte=incident.declared_at
        ).select_related("person", "rotation"),
        "now": now,
        "section": "incidents",
    }
    return render(request, "incidents/command/closure.html", context, status=status)
