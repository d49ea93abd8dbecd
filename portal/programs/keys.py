"""The key a program shows, and how often it may."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from portal.people.models import ApiToken
from portal.people.models.token import digest
from portal.web.limits import client_network, take

GUESSES_A_MINUTE = 30
MINUTE = timedelta(minutes=1)


def token_of(raw: str, *, at: datetime) -> ApiToken | None:
    """The token of this secret, while it and its owner are good; its owner comes with it."""
    usable = ApiToken.objects.filter(revoked_at=None, digest=digest(raw.strip()))
    token = usable.select_related("owner").first()
    if token is None or not token.owner.is_active:
        return None
    return None if token.expires_at is not None and token.expires_at <= at else token


def may_guess(request: HttpRequest, *, api: str, at: datetime) -> bool:
    """Whether this network showed fewer wrong keys than it may within a minute."""
    name = f"{api}:{client_network(request)}"
    return take(name, limit=GUESSES_A_MINUTE, within=MINUTE, at=at)


def may_ask(token: ApiToken, *, api: str, limit: int, at: datetime) -> bool:
    """Whether this key was used less often than it may within a minute."""
    return take(f"{api}:key:{token.pk}", limit=limit, within=MINUTE, at=at)


def note_use(token: ApiToken, *, at: datetime) -> None:
    if token.last_used_at is None or at - token.last_used_at > MINUTE:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
