"""Asking a colleague to take a duty, and answering."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from incidents.oncall.actions.answer_swap import SwapSettled, answer_swap
from incidents.oncall.actions.ask_swap import CannotSwap, ask_swap, swap_of
from incidents.oncall.actions.override_duty import CannotOverride
from incidents.oncall.actions.withdraw_swap import withdraw_swap
from incidents.oncall.forms.standing_in import SwapForm
from incidents.oncall.models import Rotation, Swap
from incidents.oncall.schedule.letters import between
from incidents.oncall.views.standing_in import asked_span
from portal.people.models import User
from portal.people.zones import zone_of
from portal.web.access import allowed

REFUSED, CONFLICT, GONE = 422, 409, 410
MOST = 20


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.work_incident")
def swap(request: HttpRequest) -> HttpResponse:
    user, now, status = cast(User, request.user), timezone.now(), 200
    form = SwapForm(initial=asked_span(request), zone=zone_of(user))
    if request.method == "POST":
        form = SwapForm(request.POST, zone=zone_of(user))
        status = REFUSED
        if form.is_valid():
            try:
                _ask(form, by=user)
                messages.success(request, "They are asked by mail. Nothing changes until they say.")
                return redirect("oncall:swap")
            except CannotSwap as refusal:
                form.add_error(refusal.field or None, str(refusal))
    context = {
        "form": form,
        "swaps": [
            {"row": one, "open": one.can_be_answered(at=now)}
            for one in Swap.objects.of(user).in_order()[:MOST]
        ],
        "section": "oncall",
    }
    return render(request, "incidents/oncall/swap.html", context, status=status)


def _ask(form: SwapForm, *, by: User) -> Swap:
    facts = dict(form.cleaned_data)
    start, end = facts.pop("return_starts_at"), facts.pop("return_ends_at")
    return ask_swap(in_return=(start, end) if start else None, by=by, at=timezone.now(), **facts)


@require_POST
@allowed("record.work_incident")
def ask(request: HttpRequest) -> HttpResponse:
    """One press on a gap: ask them."""
    span = asked_span(request)
    rotation = Rotation.objects.filter(pk=span.get("rotation") or 0).first()
    person = User.objects.active().filter(pk=span.get("asked") or 0).first()
    if rotation is None or person is None or not {"starts_at", "ends_at"} <= span.keys():
        messages.error(request, "Choose whom you ask, and for which time.")
        return redirect("oncall:swap")
    try:
        ask_swap(
            rotation=rotation,
            asked=person,
            starts_at=span["starts_at"],
            ends_at=span["ends_at"],
            note="",
            by=cast(User, request.user),
            at=timezone.now(),
        )
        messages.success(request, f"{person} is asked by mail. Nothing changes until they say yes.")
    except CannotSwap as refusal:
        messages.error(request, str(refusal))
    return redirect("oncall:schedule")


@require_POST
@allowed("record.view_incidents")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was asked answers; who asked takes it back. Others' look as those that are not."""
    user = cast(User, request.user)
    found = Swap.objects.of(user).in_order().filter(pk=pk).first()
    if found is None:
        messages.error(request, "Nothing waits for your answer there.")
        return redirect("oncall:schedule")
    try:
        if request.POST.get("answer") == "withdraw":
            withdraw_swap(swap=found, by=user, at=timezone.now())
        else:
            _answer(request, found, by=user, via="portal")
        messages.success(request, "Both of you are told by mail.")
    except (CannotSwap, CannotOverride) as refusal:
        messages.error(request, str(refusal))
    return redirect("oncall:schedule")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@csrf_exempt
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The signed link is the right. GET and HEAD ask and change nothing."""
    found = swap_of(token)
    if found is None:
        return _private(render(request, "incidents/oncall/swap_unusable.html", status=GONE))
    refusal, status = "", 200
    if request.method == "POST":
        try:
            found = _answer(request, found, by=found.asked, via="link")
        except (CannotSwap, CannotOverride) as refused:
            refusal = str(refused)
            status = CONFLICT if isinstance(refused, SwapSettled) else REFUSED
            found = swap_of(token) or found
    zone = zone_of(found.asked)
    returned = found.return_starts_at, found.return_ends_at
    context = {
        "swap": found,
        "when": between(found.starts_at, found.ends_at, zone),
        "in_return": between(returned[0], returned[1], zone) if returned[0] and returned[1] else "",
        "open": found.can_be_answered(at=timezone.now()),
        "refusal": refusal,
    }
    return _private(render(request, "incidents/oncall/swap_answer.html", context, status=status))


def _answer(request: HttpRequest, found: Swap, *, by: User, via: str) -> Swap:
    word = request.POST.get("answer")
    if word not in {"accept", "decline"}:
        raise CannotSwap("Say whether you take it: accept or decline.")
    return answer_swap(swap=found, accept=word == "accept", by=by, at=timezone.now(), via=via)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    return response
