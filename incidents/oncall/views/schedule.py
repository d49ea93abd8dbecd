"""The schedule: who is on call, this week or month, and what will be missing."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.oncall.actions.leave_note import NoNote, leave_note
from incidents.oncall.forms.standing_in import NoteForm
from incidents.oncall.models import HandoffNote, Rotation, Shift, Swap
from incidents.oncall.paging.contacting import reached_words
from incidents.oncall.schedule.ahead import said_once
from incidents.oncall.schedule.duties import OnCall, duty_of, on_call, with_duty
from incidents.oncall.schedule.foresight import LOOKS, Finding, look_ahead
from incidents.oncall.schedule.lanes import (
    Range,
    duties_of,
    joined,
    lanes_of,
    month_of,
    said,
    week_of,
)
from incidents.oncall.schedule.next_duty import duty_step
from portal.clock.wall import instant
from portal.people.models import User
from portal.people.zones import zone_of
from portal.web.access import allowed

SHOWN, FARTHEST, MOST_HANDOVERS = 5, timedelta(days=400), 3


@require_safe
@allowed("record.view_incidents")
def schedule(request: HttpRequest) -> HttpResponse:
    return _show(request, NoteForm())


@require_POST
@allowed("record.work_incident")
def note(request: HttpRequest) -> HttpResponse:
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            leave_note(by=cast(User, request.user), at=timezone.now(), **form.cleaned_data)
            return redirect("oncall:schedule")
        except NoNote as refusal:
            form.add_error("text", str(refusal))
    return _show(request, form, status=422)


def _show(request: HttpRequest, form: NoteForm, *, status: int = 200) -> HttpResponse:
    user, now = cast(User, request.user), timezone.now()
    zone = zone_of(user)
    span = _span(request, now=now, zone=zone)
    known = (
        Rotation.objects.named() if span.has(now) else with_duty(Rotation.objects.all(), since=now)
    )
    rotations = list(known)
    written = _written(span, now=now)
    duties = duties_of(rotations, span.starts_at, span.ends_at, at=now, written=written)
    on_now = [_at(duties[one.pk], now) or on_call(one, at=now) for one in rotations]
    found = look_ahead(at=now, written=written)
    asked = list(Swap.objects.waiting().of(user).in_order())
    asks_me = any(one.asked == user and one.can_be_answered(at=now) for one in asked)
    context = {
        "span": span,
        "view": "month" if span.is_long else "week",
        "title": _title(span),
        "earlier": span.first - timedelta(days=1),
        "later": span.last + timedelta(days=1),
        "ticks": _ticks(span),
        "now_at": span.place(now) if span.has(now) else None,
        "lanes": lanes_of(rotations, span, at=now, duties=duties),
        "days": _by_day(span, rotations, duties, now=now),
        "on_now": on_now,
        "step": duty_step(user, found, asked, at=now, zone=zone),
        "ahead": said_once(found if asks_me else found[1:]),
        "singles": [one for one in found if one.finding == Finding.SINGLE],
        "swaps": asked,
        "mine": _mine(user, now=now),
        "reached": reached_words(user),
        "zone_name": zone.key,
        "handovers": _handovers(rotations, zone, now=now),
        "note_form": form,
        "notes": HandoffNote.objects.filter(handed_over_at=None).select_related("rotation", "by"),
        "my_rotations": [one.rotation for one in on_now if one.person == user],
        "now": now,
        "section": "oncall",
    }
    return render(request, "incidents/oncall/schedule.html", context, status=status)


def _written(span: Range, *, now: datetime) -> list[Shift] | None:
    """What is drawn and what lies ahead, read together where they meet."""
    if not span.has(now):
        return None
    both = Shift.objects.between(span.starts_at, max(span.ends_at, now + LOOKS))
    return list(both.with_people().in_order())


def _at(duties: list[OnCall], now: datetime) -> OnCall | None:
    """The duty of now among those that are drawn, unless its person has left."""
    there = (one for one in duties if one.starts_at <= now < one.ends_at)
    found = next(there, None)
    return found if found and (found.person is None or found.person.is_active) else None


def _span(request: HttpRequest, *, now: datetime, zone: ZoneInfo) -> Range:
    today = now.astimezone(zone).date()
    try:
        day = date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        day = today
    day = min(max(day, today - FARTHEST), today + FARTHEST)
    return (month_of if request.GET.get("view") == "month" else week_of)(day, zone)


def _handovers(rotations: Iterable[Rotation], zone: ZoneInfo, *, now: datetime) -> list[str]:
    """On the reader's clock; who follows the sun hands over by their own hours."""
    moments = (
        instant(now.date(), one.handover_time, ZoneInfo(one.time_zone)).astimezone(zone)
        for one in rotations
        if one.pattern != Rotation.Pattern.SUN
    )
    times = sorted({f"{one:%H:%M}" for one in moments})
    return times if len(times) <= MOST_HANDOVERS else []


def _title(span: Range) -> str:
    """ "16 to 22 November", "November 2026"."""
    first, last = span.first, span.last
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        return f"{first:%B %Y}"
    month = "" if first.month == last.month else f" {first:%B}"
    return f"{first.day}{month} to {last.day} {last:%B}"


def _ticks(span: Range) -> list[dict[str, Any]]:
    starts = [Range(one, span.last, span.zone).starts_at for one in span.days]
    return [
        {
            "x": span.place(start),
            "label": f"{day:%a} {day.day}" if not span.is_long else str(day.day),
        }
        for day, start in zip(span.days, starts, strict=True)
    ]


def _by_day(
    span: Range, rotations: Iterable[Rotation], duties: dict[int, list[OnCall]], *, now: datetime
) -> list[dict[str, Any]]:
    """For a phone: each day from today on, with who has what; of a month what changes."""
    days: list[dict[str, Any]] = []
    for day in span.days:
        today = Range(day, day, span.zone)
        rows = [
            {
                "duty": duty,
                "said": said(duty),
                "starts_at": duty.starts_at if today.has(duty.starts_at) else None,
                "ends_at": duty.ends_at if duty.ends_at < today.ends_at else None,
            }
            for rotation in rotations
            for duty in joined(duties[rotation.pk])
            if duty.starts_at < today.ends_at and duty.ends_at > today.starts_at
            if not (span.is_long and days) or today.has(duty.starts_at)
        ]
        if rows and today.ends_at > min(now, span.ends_at - timedelta(seconds=1)):
            days.append({"day": day, "rows": rows, "is_today": today.has(now)})
    return days


def _mine(user: User, *, now: datetime) -> list[dict[str, Any]]:
    """My next shifts."""
    rows = Shift.objects.filter(person=user, ends_at__gt=now).with_people().in_order()[:SHOWN]
    home = zone_of(user)
    return [
        {"duty": one, "there": _there(one, home), "span": _span_of(one)}
        for one in (duty_of(row) for row in rows)
    ]


def _span_of(duty: OnCall) -> str:
    """What a form about this duty starts from."""
    span = {"starts_at": duty.starts_at.isoformat(), "ends_at": duty.ends_at.isoformat()}
    return urlencode({"rotation": duty.rotation.pk, **span})


def _there(duty: OnCall, home: ZoneInfo) -> str:
    """How the clock of its zone and one's own agree."""
    zone = ZoneInfo(duty.rotation.time_zone)
    if zone.key == home.key:
        return ""
    there, here = duty.starts_at.astimezone(zone), duty.starts_at.astimezone(home)
    if there.utcoffset() == here.utcoffset():
        return f"you live in {home.key}, same time as {zone.key}"
    return f"you live in {home.key}; hand-over {there:%H:%M} in {zone.key}"
