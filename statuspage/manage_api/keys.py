"""Who may manage the page by program: whoever holds a key whose owner may."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyHeader

from portal.people.models import ApiToken, User
from portal.programs.keys import may_ask, may_guess, note_use, token_of
from statuspage.manage_api.refusals import Refused

SCOPE = "manage_statuspage"
PUBLISH = "statuspage.publish_notice"
SUBSCRIBERS = "statuspage.manage_subscribers"
SCHEMES = {"oauth", "bearer"}


class Key(APIKeyHeader):
    """``Authorization: OAuth KEY``, as Statuspage has it, or ``Bearer KEY``: a token with the
    scope manage_statuspage, of a person who may do by hand what it is used for."""

    param_name = "Authorization"

    def __init__(self, permission: str) -> None:
        super().__init__()
        self.permission = permission

    def authenticate(self, request: HttpRequest, key: str | None) -> ApiToken | None:
        at = timezone.now()
        token = _token(key or "", at=at)
        if token is None:
            if not may_guess(request, api="v1", at=at):
                raise Refused(429, "Too many keys that open nothing. Wait a minute.")
            return None
        if SCOPE not in token.scopes:
            raise Refused(403, f"This key lacks the scope {SCOPE}.")
        if not token.owner.has_perm(self.permission):
            raise Refused(403, f"{token.owner.get_full_name()} may not do this (any more).")
        if not may_ask(token, api="v1", limit=settings.MANAGE_API_A_MINUTE, at=at):
            raise Refused(429, "Too many requests with this key. Wait a minute.")
        note_use(token, at=at)
        return token


def person(request: HttpRequest) -> User:
    """Whose key it is: who answers for what is done with it."""
    token: ApiToken = request.auth  # type: ignore[attr-defined]
    return token.owner


def name_of(request: HttpRequest) -> str:
    return person(request).get_full_name()


def _token(header: str, *, at: datetime) -> ApiToken | None:
    scheme, _, raw = header.partition(" ")
    return token_of(raw, at=at) if scheme.lower() in SCHEMES else None
