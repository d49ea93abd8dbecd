"""Refusals as RFC 9457 has them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse, JsonResponse

MEDIA_TYPE = "application/problem+json"
URN = "urn:allclear:problem:"
TOO_MANY, UNKNOWN_KEY = 429, 401
# What each means, in a few words; the detail of an answer says what to do.
TITLES: dict[str, str] = {
    "unreadable": "The request cannot be read",
    "token": "The token opens nothing",
    "scope": "The token lacks a scope",
    "forbidden": "The token's owner may not do this",
    "not-found": "There is no such thing",
    "method": "The address does not know the method",
    "conflict": "Something happened meanwhile",
    "stale": "Somebody else changed it meanwhile",
    "in-progress": "The same request is being answered",
    "too-large": "The request is too large",
    "media-type": "The request is not JSON",
    "invalid": "Something of the request is not as it must be",
    "refused": "The act was refused",
    "key-reused": "The Idempotency-Key came with another request",
    "too-many": "Too many requests",
    "unavailable": "The database does not answer",
}


class Refused(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, kind: str, detail: str, **more: Any) -> None:
        super().__init__(status, kind, detail)
        self.status, self.kind, self.detail, self.more = status, kind, detail, more


def problem(
    status: int,
    kind: str,
    detail: str,
    *,
    errors: Sequence[Mapping[str, str]] = (),
    changes: Sequence[str] = (),
) -> HttpResponse:
    """`errors` say which field, `changes` what somebody else did."""
    body: dict[str, Any] = {
        "type": URN + kind,
        "title": TITLES[kind],
        "status": status,
        "detail": detail,
    }
    if errors:
        body["errors"] = list(errors)
    if changes:
        body["changes"] = list(changes)
    answer = JsonResponse(body, status=status, content_type=MEDIA_TYPE)
    if status == TOO_MANY:
        answer["Retry-After"] = "60"
    if status == UNKNOWN_KEY:
        answer["WWW-Authenticate"] = "Bearer"
    return answer
