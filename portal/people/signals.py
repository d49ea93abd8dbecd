"""What allauth says only by signal: a second factor came, went or was made anew."""

from typing import Any

from allauth.mfa import signals
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest

from portal.clock.now import database_now
from portal.people.actions.end_sessions import end_sessions
from portal.people.models import User

CHANGES = (signals.authenticator_added, signals.authenticator_removed, signals.authenticator_reset)


def listen() -> None:
    for number, change in enumerate(CHANGES):
        change.connect(end_other_sessions, dispatch_uid=f"people.second_factor:{number}")


def end_other_sessions(request: HttpRequest, user: User, **_: Any) -> None:
    """Only the session that made the change goes on, rotated."""
    end_sessions(person=user, reason="second factor changed", by=user, at=database_now())
    update_session_auth_hash(request, user)
