"""Answering a request by the link in its mail."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from incidents.oncall.actions.acknowledge_request import acknowledge_request
from incidents.oncall.actions.decide_permission import CannotDecide, decide_permission
from incidents.oncall.actions.settle_request import NoAnswer, settle_request
from incidents.oncall.models import Contacted, PermissionRequest
from incidents.oncall.requests.links import contacted_of, permission_of
from incidents.oncall.requests.locks import AlreadySettled

ANSWERS = ("answered", "declined")
REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@csrf_exempt
def asked(request: HttpRequest, token: str) -> HttpResponse:
    """The signed link is the right, so it needs neither sign-in nor CSRF token. GET and HEAD
    show what is asked and change nothing: mail scanners follow links."""
    contacted = contacted_of(token)
    if contacted is None:
        return _private(render(request, "incidents/oncall/link_unusable.html", status=410))
    refusal = _answer(request, contacted) if request.method == "POST" else ""
    contacted.escalation.refresh_from_db()
    inside = contacted.person is not None
    context = {
        "contacted": contacted,
        "asked": contacted.escalation,
        "incident": contacted.escalation.incident if inside else None,
        "refusal": refusal,
        "typed": request.POST.get("words", "")[:2000] if refusal else "",
    }
    status = REFUSED if refusal else 200
    return _private(render(request, "incidents/oncall/asked.html", context, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@csrf_exempt
def permission(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a permission: whoever can grant it grants or refuses."""
    found = permission_of(token)
    if found is None:
        return _private(render(request, "incidents/oncall/link_unusable.html", status=410))
    refusal = _decide(request, found) if request.method == "POST" else ""
    found.refresh_from_db()
    context = {"asked": found, "incident": found.incident, "refusal": refusal}
    status = REFUSED if refusal else 200
    return _private(render(request, "incidents/oncall/permission.html", context, status=status))


def _answer(request: HttpRequest, contacted: Contacted) -> str:
    """What was wrong with it; empty when it was recorded."""
    word, words = request.POST.get("answer", ""), request.POST.get("words", "")[:2000]
    facts: dict[str, Any] = {
        "request": contacted.escalation,
        "by": contacted.person,
        "at": timezone.now(),
        "via": "link",
        "who": contacted.label,
    }
    try:
        if word in ANSWERS:
            settle_request(**facts, state=word, words=words)
        elif word == "acknowledge":
            acknowledge_request(**facts, case_number=request.POST.get("case_number", ""))
        else:
            return "Choose one of the answers."
    except (NoAnswer, AlreadySettled) as refusal:
        return str(refusal)
    return ""


def _decide(request: HttpRequest, found: PermissionRequest) -> str:
    word = request.POST.get("decision", "")
    if word not in {"grant", "refuse"}:
        return "Choose one of the answers."
    try:
        decide_permission(
            request=found,
            granted=word == "grant",
            reason=request.POST.get("reason", ""),
            by=found.granter,
            at=timezone.now(),
        )
    except CannotDecide as refusal:
        return str(refusal)
    return ""


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    return response
