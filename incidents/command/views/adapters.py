"""Other systems: how they do, what was asked of them, and endpoints of one's own."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents.command.actions.rotate_adapter_secret import StillRotating, rotate_adapter_secret
from incidents.command.actions.save_endpoint import save_endpoint
from incidents.command.actions.switch_adapter import switch_adapter
from incidents.command.actions.tell_again import NothingToTell, tell_again
from incidents.command.actions.try_adapter import NothingToTest, try_adapter
from incidents.command.adapter_words import SETUPS, standing_of
from incidents.command.forms.connecting import EndpointForm, SinceForm
from incidents.command.models import Adapter, AdapterKind, Errand, ErrandState
from portal.people.models import User
from portal.web.access import allowed
from portal.web.paging import newest_first

CREATED, CONFLICT, REFUSED = 201, 409, 422
READ, CHANGE = "command.view_adapter", "command.change_adapter"
FIELDS = {"base_url": "url", "name": "name", "events": "events", "last_level": "last_level"}


def who(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
@allowed(READ)
def adapters(request: HttpRequest) -> HttpResponse:
    """All of them, each with one sentence."""
    found = list(Adapter.objects.order_by("name"))
    ended = Errand.objects.visible_to(who(request)).exclude(ended_at=None)
    newest = ended.filter(adapter__in=found).order_by("adapter", "-ended_at", "-pk")
    by_adapter = {one.adapter_id: one for one in newest.distinct("adapter")}
    rows = [(one, standing_of(one, by_adapter.get(one.pk))) for one in found]
    return render(request, "incidents/command/adapters.html", {"rows": rows, **_section()})


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(CHANGE)
def endpoints(request: HttpRequest) -> HttpResponse:
    """A new endpoint; the answer shows its secret this once."""
    form = EndpointForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "setup": SETUPS[AdapterKind.WEBHOOK], **_section()}
    template = "incidents/command/endpoint.html"
    if request.method != "POST":
        return render(request, template, context)
    saved = _save(request, form)
    if saved is None:
        return render(request, template, context, status=REFUSED)
    return _show(request, saved[0], status=CREATED, secret=saved[1])


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(CHANGE)
def settings_of(request: HttpRequest, pk: int) -> HttpResponse:
    adapter = get_object_or_404(Adapter, pk=pk, kind=AdapterKind.WEBHOOK)
    form = EndpointForm(request.POST or None, endpoint=adapter)
    if request.method == "POST" and _save(request, form, adapter) is not None:
        messages.success(request, "Saved. What we send from now on follows it.")
        return redirect("command:adapter", pk)
    context = {
        "form": form,
        "adapter": adapter,
        "setup": SETUPS[AdapterKind.WEBHOOK],
        **_section(),
    }
    status = REFUSED if request.method == "POST" else 200
    return render(request, "incidents/command/endpoint.html", context, status=status)


@require_safe
@allowed(READ)
def adapter(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, get_object_or_404(Adapter, pk=pk))


@require_POST
@allowed(CHANGE)
def test(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Adapter, pk=pk)
    try:
        try_adapter(adapter=found, by=who(request), at=timezone.now())
        messages.success(request, "Asked. The answer stands in the log within seconds.")
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
        return _show(request, found, status=CONFLICT, refusal=str(refusal))
    found.refresh_from_db()
    return _show(request, found, status=CREATED, secret=secret)


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
        return _show(request, found, status=REFUSED, since=form)
    try:
        count = tell_again(adapter=found, errands=chosen, by=who(request), at=timezone.now())
    except NothingToTell as refusal:
        return _show(request, found, status=REFUSED, refusal=str(refusal), since=form)
    messages.success(request, f"{count} on their way. They stand in the log within seconds.")
    return redirect("command:adapter", pk)


def _save(
    request: HttpRequest, form: EndpointForm, endpoint: Adapter | None = None
) -> tuple[Adapter, str] | None:
    """The endpoint and its new secret; None where the form or a rule refuses."""
    if not form.is_valid():
        return None
    try:
        return save_endpoint(
            **form.cleaned_data, endpoint=endpoint, by=who(request), at=timezone.now()
        )
    except ValidationError as refusal:
        for name, words in refusal.message_dict.items():
            form.add_error(FIELDS.get(name), words)
        return None


def _show(request: HttpRequest, found: Adapter, status: int = 200, **more: Any) -> HttpResponse:
    log = Errand.objects.visible_to(who(request)).filter(adapter=found)
    after = request.GET.get("after", "")
    listing = newest_first(log.select_related("incident", "event"), field="made_at", after=after)
    newest = log.exclude(ended_at=None).order_by("-ended_at", "-pk").first()
    context = {
        "adapter": found,
        "standing": standing_of(found, newest),
        "setup": SETUPS[found.kind],
        "listing": listing.rows,
        "next": f"?after={listing.cursor}" if listing.cursor else "",
        "is_endpoint": found.kind == AdapterKind.WEBHOOK,
        "rotating": found.rotating_until and found.rotating_until > timezone.now(),
        "since": SinceForm(initial={"since": timezone.now().replace(hour=0, minute=0)}),
        **_section(),
        **more,
    }
    return render(request, "incidents/command/adapter.html", context, status=status)


def _section() -> dict[str, str]:
    return {"section": "adapters"}
