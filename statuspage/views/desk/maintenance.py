"""Planned work: the calendar, planning it, and taking it through its steps."""

from datetime import timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.people.models import User
from portal.web.access import allowed
from statuspage.actions.cancel_maintenance import cancel_maintenance
from statuspage.actions.complete_maintenance import complete_maintenance
from statuspage.actions.end_series import end_series
from statuspage.actions.repeat_maintenance import repeat_maintenance
from statuspage.actions.reschedule_maintenance import reschedule_maintenance
from statuspage.actions.schedule_maintenance import schedule_maintenance
from statuspage.actions.settle_components import NoSuchComponent
from statuspage.actions.start_maintenance import start_maintenance
from statuspage.actions.write_update import (
    NoSuchNotice,
    NothingToSay,
    NoticeEnded,
    StatusOutOfPlace,
    write_update,
)
from statuspage.desk.planning import (
    MoveForm,
    PlanForm,
    StepForm,
    begin_with,
    month_of,
    month_table,
)
from statuspage.desk.reach import reach
from statuspage.maintenance import UnusableWindow
from statuspage.models import Component, Notice, NoticeStatus, NoticeTemplate, Page
from statuspage.recurrence import UnusableRule
from statuspage.values import NoticeWords

REFUSED = 422
REFUSALS = (
    NothingToSay, NoSuchComponent, NoSuchNotice, NoticeEnded, StatusOutOfPlace, UnusableWindow,
    UnusableRule,
)  # fmt: skip
CHECKING = "The work is done. We are checking the results."
CALLED_OFF = "This maintenance will not take place."
SHOWN = 60


@require_safe
@allowed("statuspage.publish_notice")
def calendar(request: HttpRequest) -> HttpResponse:
    """A month as a table, and everything to come as a list."""
    page, now = Page.objects.the_page(), timezone.now()
    zone = ZoneInfo(page.time_zone)
    today = now.astimezone(zone).date()
    first = month_of(request.GET.get("month", ""), today=today)
    around = [first - timedelta(days=8), first + timedelta(days=40)]
    standing = Notice.objects.standing().maintenance().order_by("scheduled_for")
    near = standing.filter(scheduled_for__date__lte=around[1], scheduled_until__date__gte=around[0])
    context = {
        "page": page,
        "month": first,
        "before": first - timedelta(days=1),
        "after": first + timedelta(days=32),
        "weeks": month_table(first, near.filter(cancelled_at=None)[:SHOWN], zone=zone, today=today),
        "coming": standing.unresolved().select_related("series").prefetch_related("audiences"),
        "room": "maintenance",
        "section": "status-page",
    }
    return render(request, "statuspage/desk/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("statuspage.publish_notice")
def plan(request: HttpRequest) -> HttpResponse:
    """A rule shows its occurrences before it is saved; `?template=` begins with its words."""
    if request.method != "POST":
        return _show_plan(request, _plan_form(request), told=False)
    form = _plan_form(request)
    if not form.is_valid() or request.POST.get("look"):
        return _show_plan(request, form, told=True)
    if form.cleaned_data["rule"] and not request.POST.get("confirmed"):
        return _show_plan(request, form, told=True)
    by_name, now = cast(User, request.user).get_full_name(), timezone.now()
    typed, shared = form.cleaned_data, form.shared()
    try:
        if typed["rule"]:
            repeat_maintenance(
                rule=typed["rule"],
                time_zone=form.page.time_zone,
                first_at=typed["begins"],
                minutes=int((typed["ends"] - typed["begins"]).total_seconds() // 60),
                by_name=by_name,
                at=now,
                **shared,
            )
            return redirect("status_desk:maintenance")
        notice = schedule_maintenance(
            scheduled_for=typed["begins"],
            scheduled_until=typed["ends"],
            key=f"desk:{typed['key']}",
            by_name=by_name,
            at=now,
            audiences=list(typed["audiences"]),
            **form.others(),
            **shared,
        )
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return _show_plan(request, form, told=True)
    return redirect("status_desk:maintenance_one", maintenance_id=notice.public_id)


@require_safe
@allowed("statuspage.publish_notice")
def one(request: HttpRequest, maintenance_id: str) -> HttpResponse:
    notice = get_object_or_404(
        Notice.objects.maintenance().select_related("series"), public_id=maintenance_id
    )
    return _show_one(request, notice)


@require_POST
@allowed("statuspage.publish_notice")
def step(request: HttpRequest, maintenance_id: str) -> HttpResponse:
    """Start now, verify, complete, cancel; or end the series it is of."""
    notice = get_object_or_404(
        Notice.objects.standing().maintenance().select_related("series"), public_id=maintenance_id
    )
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            _take(notice, form.cleaned_data, by_name=cast(User, request.user).get_full_name())
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("status_desk:maintenance_one", maintenance_id=maintenance_id)
    return _show_one(request, notice, step_form=form, status=REFUSED)


@require_POST
@allowed("statuspage.publish_notice")
def move(request: HttpRequest, maintenance_id: str) -> HttpResponse:
    notice = get_object_or_404(
        Notice.objects.standing().maintenance().select_related("series"), public_id=maintenance_id
    )
    form = MoveForm(request.POST, notice=notice, page=Page.objects.the_page())
    if form.is_valid():
        typed = form.cleaned_data
        try:
            reschedule_maintenance(
                public_id=maintenance_id,
                scheduled_for=typed["begins"],
                scheduled_until=typed["ends"],
                text=typed["text"],
                by_name=cast(User, request.user).get_full_name(),
                at=timezone.now(),
                tell=typed["tell"],
            )
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("status_desk:maintenance_one", maintenance_id=maintenance_id)
    return _show_one(request, notice, move_form=form, status=REFUSED)


def _take(notice: Notice, typed: dict[str, Any], *, by_name: str) -> None:
    now, text = timezone.now(), typed["text"]
    facts: dict[str, Any] = {"public_id": notice.public_id, "by_name": by_name, "at": now}
    if typed["step"] == "start":
        start_maintenance(**facts, text=text, tell=typed["tell"])
    elif typed["step"] == "complete":
        complete_maintenance(**facts, text=text, tell=typed["tell"])
    elif typed["step"] == "cancel":
        cancel_maintenance(**facts, text=text or CALLED_OFF, tell=typed["tell"])
    elif typed["step"] == "verify":
        status = NoticeStatus.VERIFYING
        words = NoticeWords(status=status, status_text=text or CHECKING, tell=typed["tell"])
        write_update(**facts, words=words, key=f"maintenance:{notice.pk}:{notice.sequence}:verify")
    elif notice.series is not None:
        end_series(series=notice.series, text=text or CALLED_OFF, by_name=by_name, at=now)


def _plan_form(request: HttpRequest) -> PlanForm:
    posted = request.POST if request.method == "POST" else None
    components = Component.objects.filter(visible=True).in_order()
    chosen = request.GET.get("template", "")
    prepared = _templates().filter(public_id=chosen).first() if chosen else None
    initial = begin_with(prepared, at=timezone.now())
    return PlanForm(posted, page=Page.objects.the_page(), components=components, initial=initial)


def _templates() -> QuerySet[NoticeTemplate]:
    return NoticeTemplate.objects.filter(kind="maintenance").order_by("name")


def _show_plan(request: HttpRequest, form: PlanForm, *, told: bool) -> HttpResponse:
    valid = form.is_bound and form.is_valid()
    named = Component.objects.filter(public_id__in=form["components"].value() or [])
    private = bool(form.cleaned_data.get("audiences")) if form.is_bound else False
    context = {
        "form": form,
        "coming": form.coming() if valid else [],
        "reach": reach(notice=None, components=named, private=private, maintenance=True),
        "private": private,
        "told": form["tell"].value(),
        "looked": valid,
        "templates": _templates(),
        "room": "maintenance",
        "section": "status-page",
    }
    status = REFUSED if told and not valid else 200
    if valid and form.non_field_errors():
        status = REFUSED
    return render(request, "statuspage/desk/plan.html", context, status=status)


def _show_one(
    request: HttpRequest,
    notice: Notice,
    *,
    step_form: StepForm | None = None,
    move_form: MoveForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = Page.objects.the_page()
    links = notice.affected.select_related("component__group").order_by("pk")
    affected = [link.component for link in links]
    private = notice.audiences.exists()
    context = {
        "notice": notice,
        "page": page,
        "affected": affected,
        "step_form": step_form or StepForm(),
        "move_form": move_form or MoveForm(notice=notice, page=page),
        "reach": reach(notice=notice, components=affected, private=private, maintenance=True),
        "private": private,
        "told": True,
        "updates": notice.updates.order_by("-display_at", "-pk"),
        "now": timezone.now(),
        "may_write": notice.retracted_at is None and not notice.has_ended,
        "room": "maintenance",
        "section": "status-page",
    }
    return render(request, "statuspage/desk/maintenance.html", context, status=status)
