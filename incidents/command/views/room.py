"""The room: what happens, live."""

import uuid
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.catalog.models import GuideStep
from incidents.command import room_parts, slash_words
from incidents.command.actions.hand_over_role import NoHandover, hand_over_role
from incidents.command.actions.reclassify_incident import reclassify_incident
from incidents.command.actions.tick_step import tick_step
from incidents.command.forms import EntryForm, ImpactForm, RoleForm
from incidents.oncall.models import Page
from incidents.record.actions.add_entry import EmptyEntry, add_entry
from incidents.record.actions.assign_role import CannotSee
from incidents.record.actions.change_level import NoReason, SameLevel
from incidents.record.actions.correct_entry import correct_entry
from incidents.record.actions.record_impact import NothingKnown, record_impact
from incidents.record.models import Entry, Incident, incident_for
from portal.people.models import User
from portal.web.access import allowed


def who(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
@allowed("record.view_incidents")
def room(request: HttpRequest, reference: str) -> HttpResponse:
    return show(request, incident_for(who(request), reference))


def show(
    request: HttpRequest, incident: Incident, *, status: int = 200, **forms: object
) -> HttpResponse:
    now = timezone.now()
    kind = request.GET.get("kind", "")
    user = who(request)
    shown = room_parts.entries(incident, kind=kind)
    context = {
        "incident": incident,
        "section": "incidents",
        "now": now,
        "entries": shown,
        "newest": incident.last_seq,
        "kind": kind,
        "filters": room_parts.filters(incident, kind),
        "phases": room_parts.phases(incident, at=now),
        "roles": room_parts.roles(incident),
        "promises": room_parts.promises(incident),
        "pages": room_parts.pages(incident),
        "own_page": Page.objects.waiting().for_person(user).filter(incident=incident).first(),
        "impact": incident.impacts.newest_first().first(),
        "entry_form": EntryForm(initial={"key": uuid.uuid4().hex}),
        "role_form": RoleForm(initial={"person": user.pk}),
        "impact_form": ImpactForm(),
        "services": incident.services.all(),
        **forms,
    }
    return render(request, "incidents/command/room.html", context, status=status)


@require_safe
@allowed("record.view_incidents")
def timeline(request: HttpRequest, reference: str) -> HttpResponse:
    """Only the lines beyond `after`; 204 when there are none."""
    incident = incident_for(who(request), reference)
    after, kind = request.GET.get("after", ""), request.GET.get("kind", "")
    seen = int(after) if after.isdecimal() else 0
    if incident.last_seq <= seen:
        return HttpResponse(status=204)
    context = {
        "incident": incident,
        "entries": room_parts.entries(incident, kind=kind, after=seen),
        "newest": incident.last_seq,
        "kind": kind,
    }
    return render(request, "incidents/command/_news.html", context)


@require_POST
@allowed("record.work_incident")
def write_entry(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    form = EntryForm(request.POST)
    if not form.is_valid():
        return show(request, incident, status=422, entry_form=form)
    typed = form.cleaned_data
    now = timezone.now()
    try:
        asked = slash_words.parse(typed["body"].strip(), kind=typed["kind"])
        if asked.verb == "update":
            return redirect("comms:updates", reference=reference)
        if asked.verb == "severity":
            if not request.user.has_perm("record.command_incident"):
                form.add_error("body", "Only a commander or manager changes the severity.")
                return show(request, incident, status=422, entry_form=form)
            reclassify_incident(
                incident=incident, level=asked.level, reason=asked.text, by=who(request), at=now
            )
        else:
            add_entry(
                incident=incident,
                kind=asked.kind,
                body=asked.text,
                by=who(request),
                at=now,
                key=typed["key"] or None,
            )
    except (EmptyEntry, slash_words.UnknownWord, NoReason, SameLevel) as refusal:
        form.add_error("body", str(refusal))
        return show(request, incident, status=422, entry_form=form)
    return redirect(incident)


@require_POST
@allowed("record.work_incident")
def correct(request: HttpRequest, reference: str, seq: int) -> HttpResponse:
    incident = incident_for(who(request), reference)
    entry = get_object_or_404(Entry, incident=incident, seq=seq)
    try:
        correct_entry(
            entry=entry, body=request.POST.get("body", ""), by=who(request), at=timezone.now()
        )
    except EmptyEntry as refusal:
        messages.error(request, str(refusal))
    return redirect(incident)


@require_POST
@allowed("record.work_incident")
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return show(request, incident, status=422, role_form=form)
    typed = form.cleaned_data
    user = who(request)
    others = typed["person"].pk != user.pk and incident.holder_of(typed["role"]) != user
    if others and not user.has_perm("record.command_incident"):
        form.add_error("person", "You can take a role yourself; a commander assigns others.")
        return show(request, incident, status=422, role_form=form)
    try:
        hand_over_role(
            incident=incident,
            role=typed["role"],
            person=typed["person"],
            note=typed["note"],
            by=user,
            at=timezone.now(),
        )
    except (NoHandover, CannotSee) as refusal:
        form.add_error("note", str(refusal))
        return show(request, incident, status=422, role_form=form)
    return redirect(incident)


@require_POST
@allowed("record.work_incident")
def impact(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    form = ImpactForm(request.POST)
    if not form.is_valid():
        return show(request, incident, status=422, impact_form=form)
    try:
        record_impact(incident=incident, by=who(request), at=timezone.now(), **form.cleaned_data)
    except NothingKnown as refusal:
        form.add_error(None, str(refusal))
        return show(request, incident, status=422, impact_form=form)
    return redirect(incident)


@require_POST
@allowed("record.work_incident")
def tick(request: HttpRequest, reference: str, step: int) -> HttpResponse:
    incident = incident_for(who(request), reference)
    tick_step(
        incident=incident,
        step=get_object_or_404(GuideStep, pk=step),
        by=who(request),
        at=timezone.now(),
    )
    return redirect(incident)
