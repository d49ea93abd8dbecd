"""Connecting another system, and changing how it is connected."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.command.actions.connect_system import connect_system
from incidents.command.actions.save_endpoint import save_endpoint
from incidents.command.adapter_words import SETUPS
from incidents.command.forms.connecting import ASKED, EndpointForm, SystemForm
from incidents.command.models import Adapter, AdapterKind
from incidents.command.views.adapters import CHANGE, CREATED, REFUSED, show, who
from portal.web.access import allowed

FIELDS = {"base_url": "url", "name": "name", "events": "events", "last_level": "last_level"}
TESTED = "Saved, and asked to answer. What it says stands below within seconds."
LINKED = "Saved. Each incident shows the link."


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(CHANGE)
def endpoints(request: HttpRequest) -> HttpResponse:
    """A new endpoint; the answer shows its secret this once."""
    form = EndpointForm(request.POST or None)
    saved = _save_endpoint(request, form) if request.method == "POST" else None
    if saved is not None:
        return show(request, saved[0], status=CREATED, secret=saved[1])
    return _endpoint_form(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(CHANGE)
def connect(request: HttpRequest) -> HttpResponse:
    """Which system, and then what that one is asked."""
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    if kind not in ASKED:
        kinds = [(one, one.label, SETUPS[one].does) for one in AdapterKind if one in ASKED]
        webhook = SETUPS[AdapterKind.WEBHOOK].does
        context = {"kinds": kinds, "webhook": webhook, "section": "connections"}
        return render(request, "incidents/command/connect.html", context)
    return _connected(request, AdapterKind(kind))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(CHANGE)
def settings_of(request: HttpRequest, pk: int) -> HttpResponse:
    adapter = get_object_or_404(Adapter, pk=pk)
    if adapter.kind != AdapterKind.WEBHOOK:
        return _connected(request, AdapterKind(adapter.kind), adapter)
    form = EndpointForm(request.POST or None, endpoint=adapter)
    if request.method == "POST" and _save_endpoint(request, form, adapter) is not None:
        messages.success(request, "Saved. What we send from now on follows it.")
        return redirect("command:adapter", pk)
    return _endpoint_form(request, form, adapter)


def _connected(
    request: HttpRequest, kind: AdapterKind, adapter: Adapter | None = None
) -> HttpResponse:
    first = {"name": kind.label}
    posted = request.method == "POST"
    form = SystemForm(request.POST if posted else None, kind=kind, adapter=adapter, initial=first)
    saved = _save_system(request, form, adapter) if posted and form.is_valid() else None
    if saved is not None:
        messages.success(request, LINKED if kind == AdapterKind.BRIDGE else TESTED)
        return redirect("command:adapter", saved.pk)
    context = {"form": form, "kind": kind, "adapter": adapter, "setup": SETUPS[kind]}
    context["section"] = "connections"
    status = REFUSED if posted else 200
    return render(request, "incidents/command/system.html", context, status=status)


def _save_system(request: HttpRequest, form: SystemForm, adapter: Adapter | None) -> Adapter | None:
    """None where a rule refuses."""
    try:
        return connect_system(
            kind=form.kind,
            said=form.settings(),
            secret=form.cleaned_data.get("secret", ""),
            by=who(request),
            at=timezone.now(),
            adapter=adapter,
        )
    except ValidationError as refusal:
        for name, words in refusal.message_dict.items():
            form.add_error(name if name in form.fields else None, words)
        return None


def _endpoint_form(
    request: HttpRequest, form: EndpointForm, adapter: Adapter | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "adapter": adapter,
        "setup": SETUPS[AdapterKind.WEBHOOK],
        "section": "connections",
    }
    status = REFUSED if request.method == "POST" else 200
    return render(request, "incidents/command/endpoint.html", context, status=status)


def _save_endpoint(
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
