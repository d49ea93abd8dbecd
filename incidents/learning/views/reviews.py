"""The steps of a postmortem besides writing it: opening, owning, deciding."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents.learning.actions.approve_postmortem import approve_postmortem
from incidents.learning.actions.hand_over_postmortem import hand_over_postmortem
from incidents.learning.actions.open_postmortem import NobodyToOwnIt, open_postmortem
from incidents.learning.actions.publish_postmortem import publish_postmortem
from incidents.learning.actions.send_back_postmortem import send_back_postmortem
from incidents.learning.actions.waive_postmortem import waive_postmortem
from incidents.learning.forms import OwnerForm
from incidents.learning.models import IllegalStep, Postmortem
from incidents.learning.refusals import NoReason, NotTheirs, NotYoursNow, OwnWork
from incidents.learning.views.postmortems import FORBIDDEN, REFUSED, show
from incidents.record.models import incident_for
from portal.people.models import User
from portal.web.access import allowed

REFUSALS = (NoReason, NotTheirs, OwnWork, IllegalStep, NotYoursNow)


@require_POST
@allowed("learning.write_postmortem")
def opening(request: HttpRequest, reference: str) -> HttpResponse:
    """Open one that policy did not ask for."""
    user = cast(User, request.user)
    incident = incident_for(user, reference)
    if incident.is_open:
        messages.error(request, "Resolve the incident first: restore first, learn second.")
        return redirect("learning:postmortem", reference=reference)
    try:
        open_postmortem(incident=incident, by=user, at=timezone.now())
    except NobodyToOwnIt as refusal:
        messages.error(request, str(refusal))
    return redirect("learning:postmortem", reference=reference)


@require_POST
@allowed("learning.approve_postmortem")
def approval(request: HttpRequest, reference: str) -> HttpResponse:
    def act(found: Postmortem, reason: str, by: User) -> None:
        approve_postmortem(postmortem=found, by=by, at=timezone.now())

    return _decide(request, reference, act, "Approved.")


@require_POST
@allowed("learning.approve_postmortem")
def return_to_draft(request: HttpRequest, reference: str) -> HttpResponse:
    def act(found: Postmortem, reason: str, by: User) -> None:
        send_back_postmortem(postmortem=found, reason=reason, by=by, at=timezone.now())

    return _decide(request, reference, act, "Sent back. Its owner is told.")


@require_POST
@allowed("learning.approve_postmortem")
def waiver(request: HttpRequest, reference: str) -> HttpResponse:
    def act(found: Postmortem, reason: str, by: User) -> None:
        waive_postmortem(postmortem=found, reason=reason, by=by, at=timezone.now())

    return _decide(request, reference, act, "Waived. Waivers are counted.")


@require_POST
@allowed("learning.write_postmortem")
def publication(request: HttpRequest, reference: str) -> HttpResponse:
    def act(found: Postmortem, reason: str, by: User) -> None:
        publish_postmortem(postmortem=found, by=by, at=timezone.now())

    return _decide(request, reference, act, "Published. Everyone who worked in it is told.")


@require_POST
@allowed("learning.write_postmortem")
def owner(request: HttpRequest, reference: str) -> HttpResponse:
    found = _found(request, reference)
    form = OwnerForm(request.POST)
    if not form.is_valid():
        return show(request, found, status=REFUSED, owner_form=form)
    user, chosen = cast(User, request.user), form.cleaned_data["owner"]
    try:
        hand_over_postmortem(postmortem=found, owner=chosen, by=user, at=timezone.now())
    except NotYoursNow as refusal:
        return show(request, found, status=REFUSED, refusal=str(refusal), owner_form=form)
    messages.success(request, f"{chosen} owns it now and is told.")
    return redirect(found)


def _found(request: HttpRequest, reference: str) -> Postmortem:
    incident = incident_for(cast(User, request.user), reference)
    return get_object_or_404(Postmortem.objects.select_related("incident"), incident=incident)


def _decide(
    request: HttpRequest,
    reference: str,
    act: Callable[[Postmortem, str, User], None],
    done: str,
) -> HttpResponse:
    found, reason = _found(request, reference), request.POST.get("reason", "")
    try:
        act(found, reason, cast(User, request.user))
    except REFUSALS as refusal:
        status = FORBIDDEN if isinstance(refusal, OwnWork | NotTheirs) else REFUSED
        return show(request, found, status=status, refusal=str(refusal), reason=reason)
    messages.success(request, done)
    return redirect(found)
