"""Liveness and readiness, for machines."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.checks.health import look, snapshot_age


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """503 when the database is gone or time is kept by nobody; numbers in seconds."""
    now = timezone.now()
    try:
        health = look(at=now)
    except (DatabaseError, InterfaceError):
        return JsonResponse(
            {"ready": False, "database": False, "snapshot_age": snapshot_age(at=now)}, status=503
        )
    facts = {
        "ready": health.is_well,
        "database": True,
        "timer_lateness": health.timer_lateness,
        "delivery_age": health.delivery_age,
        "silent": health.silent,
        "parked": health.parked,
        "snapshot_age": snapshot_age(at=now),
    }
    return JsonResponse(facts, status=200 if health.is_well else 503)
