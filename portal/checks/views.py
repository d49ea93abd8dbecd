"""Liveness, readiness and figures, for machines."""

import ipaddress
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from portal.checks import counters
from portal.checks.health import look, snapshot_age
from portal.checks.measures import Families, Measures, measure
from portal.checks.patience import NoAnswer, within
from portal.people.models import ApiToken

# What a probe is answered within, whatever hangs; a second in all.
PATIENCE = 0.8
SCOPE = "read_metrics"
_FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Proto")
_GONE = (DatabaseError, InterfaceError, NoAnswer)


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """503 when the database does not answer, something is late or somebody is silent; within
    a second. Numbers in seconds."""
    now = timezone.now()
    try:
        health = within(PATIENCE, lambda: look(at=now))
    except _GONE:
        age = snapshot_age(at=now)
        return JsonResponse({"ready": False, "database": False, "snapshot_age": age}, status=503)
    facts: dict[str, object] = {
        "ready": health.is_well,
        "database": True,
        "faults": health.faults(),
        "timer_lateness": health.timer_lateness,
        "outbox_age": health.outbox_age,
        "silent": sorted(health.silent),
        "parked": {"timers": health.parked_timers, "deliveries": health.parked_deliveries},
        "snapshot_age": health.snapshot_age,
    }
    return JsonResponse(facts, status=200 if health.is_well else 503)


@require_safe
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format: for this machine, or for a token with the scope read_metrics."""
    try:
        if not (_from_this_machine(request) or within(PATIENCE, lambda: _holds_token(request))):
            answer = HttpResponse("A token with the scope read_metrics is needed.\n", status=401)
            answer["WWW-Authenticate"] = "Bearer"
            return answer
    except _GONE:
        return HttpResponse("The token cannot be checked now.\n", status=503)
    now = timezone.now()
    measures: Measures | None
    try:
        measures = within(PATIENCE, lambda: measure(at=now))
    except _GONE:
        measures = None
    text = generate_latest(counters.of_all_processes())
    text += generate_latest(Families(measures, at=now).registry())
    return HttpResponse(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _from_this_machine(request: HttpRequest) -> bool:
    """Asked on loopback and not through a proxy, which would ask from there too."""
    host = urlsplit(f"//{request.META.get('HTTP_HOST', '')}").hostname or ""
    return (
        _is_loopback(request.META.get("REMOTE_ADDR", ""))
        and (host == "localhost" or _is_loopback(host))
        and not any(name in request.headers for name in _FORWARDED)
    )


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def _holds_token(request: HttpRequest) -> bool:
    scheme, _, raw = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and bool(
        ApiToken.objects.for_raw(raw.strip(), scope=SCOPE, at=timezone.now())
    )
