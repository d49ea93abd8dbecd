"""A fix in place, resolved, back again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import publishing
from incidents.command.actions.put_fix_in_place import WORDS, put_fix_in_place
from incidents.command.actions.reopen_incident import reopen_incident
from incidents.command.actions.resolve_incident import resolve_incident
from incidents.command.forms.ending import ReopenForm, ResolveForm, TellingForm
from incidents.command.resolution import telling
from incidents.command.telling import NobodyTold, told_of
from incidents.command.views.room import who
from incidents.comms.models import Situation, Stage
from incidents.comms.starters import words_of_the_end
from incidents.comms.words import CannotTell
from incidents.mitigation.refusals import NotVerified
from incidents.mitigation.verdict import checks_of, contradiction, lacks_users, tally
from incidents.record.models import IllegalTransition, Incident, StaleVersion, incident_for
from portal.web.access import allowed

CONFLICT, REFUSED = 409, 422


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.command_incident")
def resolution(request: HttpRequest, reference: str) -> HttpResponse:
    """Two people at once: the second gets 409, with what the first did, and keeps the text."""
    incident, now = incident_for(who(request), reference), timezone.now()
    begun = {"version": incident.version, "verified": request.GET.get("verified", "")}
    if request.GET.get("start") == Stage.RESOLUTION:
        begun["words"] = words_of_the_end(incident, at=now)
    form = ResolveForm(
        request.POST or None,
        told=told_of(incident),
        components=publishing.still_troubled(incident),
        initial=begun,
    )
    status, refusal = 200, ""
    if request.method == "POST" and "preview" not in request.POST:
        status = REFUSED
        if form.is_valid():
            try:
                resolve_incident(
                    incident=incident,
                    verified=form.cleaned_data["verified"],
                    words=form.cleaned_data["words"],
                    own_words=form.own_words(),
                    component_states=form.component_states(),
                    watcher=form.cleaned_data["watcher"],
                    version=form.cleaned_data["version"],
                    by=who(request),
                    at=now,
                )
                return redirect(incident)
            except (NotVerified, NobodyTold, CannotTell) as error:
                refusal = str(error)
            except (IllegalTransition, StaleVersion) as error:
                status, refusal = CONFLICT, str(error)
                incident.refresh_from_db()
    checks = checks_of(incident)
    how = {"stage": Stage.RESOLUTION, "situation": Situation.RESOLVED, "now": now}
    context = {
        **_context(incident, form, status, refusal),
        **telling(incident, form, who(request), **how),
        "checks": checks,
        "tally": tally(checks),
        "contradiction": contradiction(checks),
        "asks_users": lacks_users(checks),
    }
    return render(request, "incidents/command/resolution.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.command_incident")
def fix(request: HttpRequest, reference: str) -> HttpResponse:
    """One click says that a fix is in place; it tells nobody, or everybody who was told."""
    incident, now = incident_for(who(request), reference), timezone.now()
    form = TellingForm(
        request.POST or None,
        told=told_of(incident),
        initial={"version": incident.version, "words": WORDS},
    )
    status, refusal = 200, ""
    if request.method == "POST" and "preview" not in request.POST:
        status = REFUSED
        if form.is_valid():
            try:
                put_fix_in_place(
                    incident=incident,
                    tell=request.POST.get("tell") == "everybody",
                    words=form.cleaned_data["words"],
                    own_words=form.own_words(),
                    version=form.cleaned_data["version"],
                    by=who(request),
                    at=now,
                )
                messages.success(request, "The fix is in place. Look whether it helps.")
                return redirect("mitigation:mitigation", reference=reference)
            except (NobodyTold, CannotTell, publishing.NotForCustomers) as error:
                refusal = str(error)
            except (IllegalTransition, StaleVersion) as error:
                status, refusal = CONFLICT, str(error)
                incident.refresh_from_db()
    how = {"stage": Stage.MITIGATION, "situation": Situation.MONITORING, "now": now}
    context = {
        **_context(incident, form, status, refusal),
        **telling(incident, form, who(request), **how),
    }
    return render(request, "incidents/command/fix.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.command_incident")
def reopening(request: HttpRequest, reference: str) -> HttpResponse:
    incident, now = incident_for(who(request), reference), timezone.now()
    form = ReopenForm(
        request.POST or None, told=told_of(incident), initial={"version": incident.version}
    )
    form.fields["version"].required = False
    status, refusal = 200, ""
    if request.method == "POST" and "preview" not in request.POST:
        status = REFUSED
        if form.is_valid():
            try:
                reopen_incident(
                    incident=incident,
                    reason=form.cleaned_data["reason"],
                    words=form.cleaned_data["words"],
                    own_words=form.own_words(),
                    title=form.cleaned_data["title"],
                    version=form.cleaned_data["version"],
                    by=who(request),
                    at=now,
                )
                return redirect(incident)
            except (NobodyTold, CannotTell, publishing.NotForCustomers) as error:
                refusal = str(error)
            except (IllegalTransition, StaleVersion) as error:
                status, refusal = CONFLICT, str(error)
                incident.refresh_from_db()
    how = {"stage": Stage.UPDATE, "situation": Situation.INVESTIGATING, "now": now}
    told_public = any(one.public for one in form.told)
    context = {
        **_context(incident, form, status, refusal),
        **telling(incident, form, who(request), **how),
        "asks_title": told_public and not publishing.continues(incident, status="investigating"),
    }
    return render(request, "incidents/command/reopening.html", context, status=status)


def _context(incident: Incident, form: TellingForm, status: int, refusal: str) -> dict[str, Any]:
    return {
        "incident": incident,
        "form": form,
        "refusal": refusal,
        "latest": incident.entries.newest_first()[:3] if status == CONFLICT else [],
        "section": "incidents",
    }
