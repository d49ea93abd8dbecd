"""One line and one count for every request Django answers."""

import re
import secrets
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from portal.checks.counters import request_answered
from portal.checks.logs import HIDDEN

logger = structlog.stdlib.get_logger("allclear.requests")

_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_CAPABILITIES = {"token", "key", "secret", "uidb36", "signature"}
# Asked every few seconds by machines: said only when the answer is bad.
MACHINES = {"/healthz", "/readyz", "/metrics"}
NO_CONTENT, BAD, BROKEN = 204, 400, 500


class Requests:
    """Gives each request an id, which all its log lines and the answer carry; logs method,
    path without query, status, milliseconds and the person's id, and counts it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        if request.path in MACHINES:
            # With no cookie nobody asks a database, which may hang, who this is.
            request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        took = time.perf_counter() - began
        request_answered(method=request.method or "", status=response.status_code, seconds=took)
        _log(request, response.status_code, took)
        response["X-Request-ID"] = request_id
        structlog.contextvars.clear_contextvars()
        return response


def _log(request: HttpRequest, status: int, took: float) -> None:
    say = logger.info
    if status >= BROKEN:
        say = logger.error
    elif status == NO_CONTENT or (request.path in MACHINES and status < BAD):
        say = logger.debug
    # Only a person the request asked for: looking them up here would cost a query.
    person = getattr(request, "_cached_user", None)
    say(
        "request",
        method=request.method,
        path=_path(request),
        status=status,
        ms=round(took * 1000, 1),
        user=getattr(person, "pk", None),
    )


def _path(request: HttpRequest) -> str:
    """The path; what opens something by being known is hidden in it."""
    path = request.path
    match = request.resolver_match
    for name, value in (match.kwargs if match else {}).items():
        if name in _CAPABILITIES and value:
            path = path.replace(str(value), HIDDEN)
    return path
