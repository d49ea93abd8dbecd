"""Other systems: how they do, what was asked of them, and endpoints of one's own."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.command.actions.rotate_adapter_secret import StillRotating, rotate_adapter_secret
from incidents.command.actions.switch_adapter import switch_adapter
from incidents.command.actions.tell_again import NothingToTell, tell_again
from incidents.command.actions.try_adapter import NothingToTest, try_adapter
from incidents.command.adapter_words import SETUPS, standing_of, standings
from incidents.command.forms.connecting import SinceForm
from incidents.command.models import Adapter, AdapterKind, Errand, ErrandState, Verb
from portal.people.models import User
from portal.web.access import allowed
from portal.web.paging import newest_first

CREATED, CONFLICT, REFUSED = 201, 409, 422
READ, CHANGE = "command.view_adapter", "command.change_adapter"


def who(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
@allowed(READ)
def adapters(request: HttpRequest) -> HttpResponse:
    """All of them, each with one sentence."""
    rows = standings(viewer=who(request))
    return render(request, "incidents/command/adapters.html", {"rows": rows, **_section()})


@require_safe
@allowed(READ)
def adapter(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, get_object_or_404(Adapter, pk=pk))


@require_POST
@allowed(CHANGE)
def test(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Adapter, pk=pk)
    try:
        try_adapter(adapter=found, by=who(request), at=timezone.now())
        messages.success(request, "Asked. What it says stands below within seconds.")
    except NothingToTest as refusal:
        messages.error(request, str(refusal))
    return redirect("command:adapter", pk)


@require_POST
@allowed(CHANGE)
def rotation(request: HttpRequest, pk: int) -> HttpResponse:
    """The new secret, shown this once."""
    found = get_object_or_404(Adapter, pk=pk, kind=AdapterKind.WEBHOOK)
    try:
        secret = rotate_adapter_secret(adapter=found, by=who(request), at=timezone.now())
    except StillRotating as refusal:
        return show(request, found, status=CONFLICT, refusal=str(refusal))
    found.refresh_from_db()
    return show(request, found, status=CREATED, secret=secret)


@require_POST
@allowed(CHANGE)
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Adapter, pk=pk)
    on = request.POST.get("on") == "yes"
    switch_adapter(adapter=found, on=on, by=who(request), at=timezone.now())
    messages.success(request, f"{found} is turned {'on' if on else 'off'}.")
    return redirect("command:adapter", pk)


@require_POST
@allowed(CHANGE)
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """One errand, or everything that failed since a time."""
    found = get_object_or_404(Adapter, pk=pk)
    mine = Errand.objects.visible_to(who(request)).filter(adapter=found)
    form = SinceForm(request.POST)
    one = request.POST.get("errand", "")
    if one.isdecimal() and len(one) < len("9" * 19):
        chosen = mine.filter(pk=int(one))
    elif form.is_valid():
        since = form.cleaned_data["since"]
        chosen = mine.filter(state=ErrandState.GIVEN_UP, made_at__gte=since)
    else:
        return show(request, found, status=REFUSED, since=form)
    try:
        count = tell_again(adapter=found, errands=chosen, by=who(request), at=timezone.now())
    except NothingToTell as refusal:
        return show(request, found, status=REFUSED, refusal=str(refusal), since=form)
    messages.success(request, f"{count} on their way. They stand in the log within seconds.")
    return redirect("command:adapter", pk)


def show(request: HttpRequest, found: Adapter, status: int = 200, **more: Any) -> HttpResponse:
    log = Errand.objects.visible_to(who(request)).filter(adapter=found)
    after = request.GET.get("after", "")
    listing = newest_first(log.select_related("incident", "event"), field="made_at", after=after)
    context = {
        "adapter": found,
        "standing": standing_of(found, viewer=who(request)),
        "setup": SETUPS[found.kind],
        "listing": listing.rows,
        "next": f"?after={listing.cursor}" if listing.cursor else "",
        "testing": log.unfinished().filter(verb=Verb.TEST).exists(),
        "is_endpoint": found.kind == AdapterKind.WEBHOOK,
        "rotating": found.rotating_until and found.rotating_until > timezone.now(),
        "since": SinceForm(initial={"since": timezone.now().replace(hour=0, minute=0)}),
        **_section(),
        **more,
    }
    return render(request, "incidents/command/adapter.html", context, status=status)


def _section() -> dict[str, str]:
    return {"section": "connections"}
