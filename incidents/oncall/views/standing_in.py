"""Overrides and absences: somebody else takes it for a while."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST

from incidents.oncall.actions.cancel_override import cancel_override
from incidents.oncall.actions.end_absence import end_absence
from incidents.oncall.actions.override_duty import (
    MANAGE,
    AlreadyOverridden,
    CannotOverride,
    override_duty,
)
from incidents.oncall.actions.record_absence import CannotBeAway, record_absence
from incidents.oncall.forms.standing_in import AbsenceForm, OverrideForm
from incidents.oncall.models import Absence, Override, Rotation
from incidents.oncall.schedule.foresight import look_ahead
from portal.people.models import User
from portal.people.zones import zone_of
from portal.web.access import allowed

REFUSED, CONFLICT = 422, 409


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.work_incident")
def override(request: HttpRequest) -> HttpResponse:
    user, now, status = cast(User, request.user), timezone.now(), 200
    facts: dict[str, Any] = {
        "viewer": user,
        "may_place": user.has_perm(MANAGE),
        "zone": zone_of(user),
    }
    form = OverrideForm(initial={"person": user.pk, **asked_span(request)}, **facts)
    if request.method == "POST":
        form = OverrideForm(request.POST, **facts)
        status = REFUSED
        if form.is_valid():
            try:
                override_duty(by=user, at=now, **form.cleaned_data)
                messages.success(request, "The schedule shows it, and who it is about is told.")
                return redirect("oncall:schedule")
            except CannotOverride as refusal:
                form.add_error(refusal.field or None, str(refusal))
                status = CONFLICT if isinstance(refusal, AlreadyOverridden) else REFUSED
    context = {
        "form": form,
        "standing": Override.objects.standing().filter(ends_at__gt=now).in_order()[:50],
        "may_place": facts["may_place"],
        "section": "oncall",
    }
    return render(request, "incidents/oncall/override.html", context, status=status)


@require_POST
@allowed("record.work_incident")
def take(request: HttpRequest) -> HttpResponse:
    """One press on a gap: I take it."""
    user, span = cast(User, request.user), asked_span(request)
    rotation = Rotation.objects.filter(pk=span.get("rotation") or 0).first()
    if rotation is None or not {"starts_at", "ends_at"} <= span.keys():
        messages.error(request, "Choose the rotation and the times here.")
        return redirect("oncall:override")
    try:
        override_duty(
            rotation=rotation,
            person=user,
            starts_at=span["starts_at"],
            ends_at=span["ends_at"],
            reason="Took a gap",
            by=user,
            at=timezone.now(),
        )
        messages.success(request, f"You have {rotation} for that time.")
    except CannotOverride as refusal:
        messages.error(request, str(refusal))
    return redirect("oncall:schedule")


@require_POST
@allowed("record.work_incident")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Override, pk=pk)
    try:
        cancel_override(override=found, by=cast(User, request.user), at=timezone.now())
        messages.success(request, "The override has ended. The rules hold again.")
    except CannotOverride as refusal:
        messages.error(request, str(refusal))
    return redirect("oncall:override")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.work_incident")
def away(request: HttpRequest) -> HttpResponse:
    user, now, status = cast(User, request.user), timezone.now(), 200
    facts: dict[str, Any] = {
        "viewer": user,
        "may_place": user.has_perm(MANAGE),
        "zone": zone_of(user),
    }
    form = AbsenceForm(initial={"person": user.pk}, **facts)
    if request.method == "POST":
        form = AbsenceForm(request.POST, **facts)
        status = REFUSED
        if form.is_valid():
            try:
                absence = record_absence(by=user, at=now, **form.cleaned_data)
                return redirect(_say_what_is_left(request, absence, at=now))
            except CannotBeAway as refusal:
                form.add_error(refusal.field or None, str(refusal))
    context = {
        "form": form,
        "absences": Absence.objects.ahead(at=now)[:50],
        "may_place": facts["may_place"],
        "section": "oncall",
    }
    return render(request, "incidents/oncall/away.html", context, status=status)


def _say_what_is_left(request: HttpRequest, absence: Absence, *, at: datetime) -> str:
    """Where to go on: to the gaps it leaves, if there are any."""
    found = look_ahead(at=max(at, absence.starts_at), until=absence.ends_at)
    left = {one.rotation for one in found if one.is_gap_of(absence.person)}
    if left:
        names = ", ".join(sorted(map(str, left)))
        messages.warning(request, f"Written down. Nobody has {names} then: ask somebody now.")
        return "oncall:schedule"
    messages.success(request, "Written down. No duty is left open by it.")
    return "oncall:away"


@require_POST
@allowed("record.work_incident")
def back(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Absence, pk=pk)
    try:
        end_absence(absence=found, by=cast(User, request.user), at=timezone.now())
    except CannotBeAway as refusal:
        messages.error(request, str(refusal))
    return redirect("oncall:away")


def asked_span(request: HttpRequest) -> dict[str, Any]:
    """Rotation, person and times that a link or a button carries; what is unreadable is
    left out."""
    asked: dict[str, Any] = {}
    given = request.POST if request.method == "POST" else request.GET
    for name in ("rotation", "asked"):
        if given.get(name, "").isdecimal():
            asked[name] = int(given[name][:9])
    for name in ("starts_at", "ends_at"):
        moment = _moment(given.get(name, ""))
        if moment is not None:
            asked[name] = moment
    return asked


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text[:40])
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
