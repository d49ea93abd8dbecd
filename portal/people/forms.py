"""Codes of a second factor, counted and used once."""

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm

from portal.clock.now import database_now
from portal.people.attempts import is_first_use, may_try_code
from portal.people.devices import device_of


class CountedCode:
    """Refuses the attempt when there were too many, and a code that was used before."""

    def clean_code(self) -> str:
        person, now = self.user, database_now()  # type: ignore[attr-defined]
        device = device_of(context.request, person.email)
        if not may_try_code(person=person, device=device, at=now):
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]
        if not is_first_use(person=person, code=code, at=now):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(CountedCode, AuthenticateForm):  # type: ignore[misc]
    """At sign-in."""


class CodeAgainForm(CountedCode, ReauthenticateForm):  # type: ignore[misc]
    """Once more, before something that weighs much."""
