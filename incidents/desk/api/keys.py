"""Who may do what by program: whoever holds a token whose scope and whose owner may."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from incidents.desk.api.problem import Refused
from portal.people.groups import who_can
from portal.people.models import ApiToken, User
from portal.programs.keys import may_ask, may_guess, note_use, token_of

API = "api"


class Token(HttpBearer):
    """`Authorization: Bearer ack_…`: a token with this scope, of a person who may do by hand
    what it is used for. Without a scope any token will do."""

    def __init__(self, scope: str = "", permission: str = "") -> None:
        super().__init__()
        self.scope, self.permission = scope, permission

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        at = timezone.now()
        found = token_of(token, at=at)
        if found is None:
            if not may_guess(request, api=API, at=at):
                raise _too_many("Too many tokens that open nothing. Wait a minute.")
            return None
        if not may_ask(found, api=API, limit=settings.API_A_MINUTE, at=at):
            raise _too_many("Too many requests with this token. Wait a minute.")
        if self.scope and self.scope not in found.scopes:
            raise Refused(403, "scope", f"This token lacks the scope {self.scope}.")
        if self.permission and not found.owner.has_perm(self.permission):
            raise may_not(found.owner, self.permission)
        note_use(found, at=at)
        return found


def may_not(owner: User, permission: str) -> Refused:
    can = ", ".join(who_can(permission)) or "Nobody"
    return Refused(403, "forbidden", f"{owner.get_full_name()} may not do this. {can} can.")


def token_in(request: HttpRequest) -> ApiToken:
    found: ApiToken = request.auth  # type: ignore[attr-defined]
    return found


def person(request: HttpRequest) -> User:
    """Whose token it is: who answers for what is done with it."""
    return token_in(request).owner


def must(request: HttpRequest, permission: str) -> None:
    """What only some acts at an address need."""
    if not person(request).has_perm(permission):
        raise may_not(person(request), permission)


def _too_many(detail: str) -> Refused:
    return Refused(429, "too-many", detail)
