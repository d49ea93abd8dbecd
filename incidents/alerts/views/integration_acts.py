"""What managers do with an integration: try it, switch it, look at what it sent."""

import json
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents.alerts.actions.confirm_subscription import confirm_subscription
from incidents.alerts.actions.map_fields import map_fields
from incidents.alerts.actions.send_test import send_test as send
from incidents.alerts.actions.switch_integration import switch_integration
from incidents.alerts.actions.watch_silence import watch_silence
from incidents.alerts.actions.work_in_again import work_in_again
from incidents.alerts.formats.mapped import defaults
from incidents.alerts.formats.shapes import Unreadable
from incidents.alerts.forms.integrating import MappingForm
from incidents.alerts.intake.arrivals import error_of
from incidents.alerts.intake.trying import try_mapping
from incidents.alerts.kinds import MAPPED
from incidents.alerts.models import InboxItem, Integration, Subscription
from incidents.alerts.outbound.amazon import NotAmazon, Unfetched, confirm
from incidents.alerts.views.integrations import MANAGE, REFUSED, one_of
from portal.people.models import User
from portal.web.access import allowed


def _back(found: Integration) -> HttpResponse:
    return redirect("alerts:integration", integration=found.pk)


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_POST
@allowed(MANAGE)
def send_test(request: HttpRequest, integration: int) -> HttpResponse:
    found = one_of(integration)
    try:
        send(integration=found, by=_person(request), at=timezone.now())
        messages.success(request, "Sent. It stands below within seconds, and opens nothing.")
    except Unreadable as error:
        messages.error(request, f"The test was not readable: {error}")
    return _back(found)


@require_POST
@allowed(MANAGE)
def switch(request: HttpRequest, integration: int) -> HttpResponse:
    at, enabled = timezone.now(), request.POST.get("enabled") == "yes"
    found = switch_integration(
        integration=one_of(integration), enabled=enabled, by=_person(request), at=at
    )
    watch_silence(integration=found, at=at)
    return _back(found)


@require_POST
@allowed(MANAGE)
def confirmation(request: HttpRequest, integration: int, subscription: int) -> HttpResponse:
    """Tell Amazon that this topic may send; the one place where its address is visited."""
    found = one_of(integration)
    asked = get_object_or_404(Subscription, pk=subscription, integration=found)
    try:
        confirm(asked.address)
    except (NotAmazon, Unfetched) as error:
        messages.error(request, f"Not confirmed. {error}")
        return _back(found)
    confirm_subscription(subscription=asked, by=_person(request), at=timezone.now())
    messages.success(request, f"{asked.topic} may send now.")
    return _back(found)


@require_safe
@allowed(MANAGE)
def arrival(request: HttpRequest, integration: int, arrival: int) -> HttpResponse:
    """One that came, as it came."""
    found = one_of(integration)
    item = get_object_or_404(InboxItem, pk=arrival, integration=found)
    context = {
        "integration": found,
        "item": item,
        "error": error_of(item),
        "body": json.dumps(item.body, indent=2, ensure_ascii=False),
        "section": "alerts",
    }
    return render(request, "incidents/alerts/arrival.html", context)


@require_POST
@allowed(MANAGE)
def again(request: HttpRequest, integration: int, arrival: int) -> HttpResponse:
    found = one_of(integration)
    item = get_object_or_404(InboxItem, pk=arrival, integration=found)
    work_in_again(item=item, by=_person(request), at=timezone.now())
    messages.success(request, "It is worked in again within seconds.")
    return redirect("alerts:arrival", integration=found.pk, arrival=item.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(MANAGE)
def mapping(request: HttpRequest, integration: int) -> HttpResponse:
    """Try a mapping on an example, or keep it."""
    found = one_of(integration)
    if found.kind not in MAPPED:
        raise Http404("Only bodies of a free form are mapped.")
    started = {
        "mapping": json.dumps({**defaults(found.kind), **found.mapping}, indent=1),
        "sample": _newest(found),
    }
    form = MappingForm(request.POST or None, initial=started, integration=found)
    outcome: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        if "keep" in request.POST:
            map_fields(
                integration=found,
                mapping=chosen["mapping"],
                by=_person(request),
                at=timezone.now(),
            )
            messages.success(request, "Kept. It counts for what comes from now on.")
            return _back(found)
        outcome = try_mapping(found, chosen["mapping"], chosen["sample"], at=timezone.now())
    refused = request.method == "POST" and (not form.is_valid() or "error" in outcome)
    context = {"integration": found, "form": form, "outcome": outcome, "section": "alerts"}
    return render(
        request, "incidents/alerts/mapping.html", context, status=REFUSED if refused else 200
    )


def _newest(found: Integration) -> str:
    newest = InboxItem.objects.filter(integration=found).order_by("-received_at").first()
    return json.dumps(newest.body, indent=1, ensure_ascii=False) if newest else ""
