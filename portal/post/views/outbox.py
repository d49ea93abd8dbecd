"""Reading what was sent, and what could not be."""

from typing import cast

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from portal.people.models import User
from portal.post.halting import NothingToHalt, halt_mailing, resume_mailing
from portal.post.keyless import without_keys
from portal.post.models import Delivery, DeliveryState, Message, PausedDomain
from portal.post.pausing import NotPaused, resume_domain
from portal.post.retrying import NotParked, retry_delivery
from portal.web.access import allowed
from portal.web.paging import newest_first

MOST_SHOWN = 200


@require_safe
@allowed("post.view_outbox")
def outbox(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    found = Message.objects.visible_to(cast(User, request.user))
    if state in DeliveryState.values:
        found = found.filter(deliveries__state=state).distinct()
    page = newest_first(found, field="created_at", after=request.GET.get("after", ""))
    unsent = _unsent(page.rows)
    next_url = f"?state={state}&after={page.cursor}" if page.cursor else ""
    states = [{"value": one.value, "label": one.label} for one in DeliveryState]
    context = {
        "listing": [(one, unsent.get(one.pk, ())) for one in page.rows],
        "next": next_url,
        "state": state,
        "states": states,
        "paused": PausedDomain.objects.order_by("at"),
        "section": "connections",
    }
    return render(request, "portal/outbox/list.html", context)


def _unsent(listed: list[Message]) -> dict[int, set[str]]:
    """Of each message that has some, the states of deliveries that have not gone out."""
    states = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.PARKED)
    rows = Delivery.objects.filter(message__in=listed, state__in=states)
    found: dict[int, set[str]] = {}
    for message, state in rows.order_by().values_list("message", "state").distinct():
        found.setdefault(message, set()).add(state)
    return found


@require_safe
@allowed("post.view_outbox")  # type: ignore[arg-type]
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def message(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    deliveries = found.deliveries.select_related("person").order_by("pk")[:MOST_SHOWN]
    context = {
        "mail": found,
        "text": without_keys(found.text),
        "deliveries": deliveries,
        "most_shown": MOST_SHOWN,
        "tally": found.tally(),
        "section": "connections",
    }
    return render(request, "portal/outbox/message.html", context)


@require_safe
@allowed("post.view_outbox")
@xframe_options_sameorigin
def html_part(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part alone, in a sandbox: no script, no origin, inline style only."""
    found = _visible(request, pk)
    answer = HttpResponse(without_keys(found.html))
    policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    answer["Content-Security-Policy"] = policy
    return answer


@require_POST
@allowed("post.manage_outbox")
def halt(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    try:
        waiting = halt_mailing(message=found, by=cast(User, request.user), at=timezone.now())
    except NothingToHalt as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Halted: {waiting:,} wait until somebody resumes it.")
    return redirect("post:message", pk=found.pk)


@require_POST
@allowed("post.manage_outbox")
def resumption(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    try:
        resumed = resume_mailing(message=found, by=cast(User, request.user), at=timezone.now())
    except NothingToHalt as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Resumed: {resumed:,} go out now.")
    return redirect("post:message", pk=found.pk)


@require_POST
@allowed("post.manage_outbox")
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Delivery.objects.select_related("message"), pk=pk)
    _visible(request, found.message.pk)
    try:
        retry_delivery(delivery=found, by=cast(User, request.user), at=timezone.now())
    except NotParked as refusal:
        raise Http404(str(refusal)) from refusal
    return redirect("post:message", pk=found.message.pk)


@require_POST
@allowed("post.manage_outbox")
def domain_resumption(request: HttpRequest, pk: int) -> HttpResponse:
    domain = get_object_or_404(PausedDomain, pk=pk)
    try:
        resumed = resume_domain(domain=domain, by=cast(User, request.user), at=timezone.now())
    except NotPaused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Resumed: {resumed:,} go out now.")
    return redirect("post:outbox")


def _visible(request: HttpRequest, pk: int) -> Message:
    return get_object_or_404(Message.objects.visible_to(cast(User, request.user)), pk=pk)
