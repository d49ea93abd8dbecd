"""The door for Prometheus Alertmanager."""

import base64
import binascii

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from incidents.alerts.actions.receive_notification import receive_notification
from incidents.alerts.alertmanager import MOST_BYTES, Unreadable
from incidents.alerts.models import Integration

UNAUTHORISED = 401


@require_POST
@login_not_required
@csrf_exempt
def receive(request: HttpRequest) -> JsonResponse:
    """Authenticate, keep, answer. Overload and outage are 503, which Alertmanager retries."""
    try:
        integration = Integration.objects.for_secret(_secret(request))
        if integration is None:
            return _problem(UNAUTHORISED, "The token is missing, wrong or disabled.")
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > MOST_BYTES:
            return _too_large()
        raw = request.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            return _too_large()
        created = receive_notification(integration=integration, raw=raw, by=None, at=timezone.now())
    except Unreadable as error:
        return _problem(400, str(error))
    except OperationalError:
        return _problem(503, "The database does not answer. Send it again.")
    return JsonResponse({"status": "accepted" if created else "known"}, status=202)


def _secret(request: HttpRequest) -> str:
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _too_large() -> JsonResponse:
    return _problem(413, f"A notification may hold {MOST_BYTES // 1024} KB. Send smaller groups.")


def _problem(status: int, detail: str) -> JsonResponse:
    answer = JsonResponse({"status": status, "detail": detail}, status=status)
    answer["Content-Type"] = "application/problem+json"
    if status == UNAUTHORISED:
        answer["WWW-Authenticate"] = "Bearer"
    return answer
