"""How often a sign-in may be tried: guessing does not pay, and no stranger locks anybody out.

A browser in which the person signed in before has a bucket of its own, which strangers cannot
empty. From elsewhere, a network may try so often, a network one person fewer, and all
networks together one person who has no second factor.
"""

from datetime import datetime, timedelta

from allauth.mfa.utils import is_mfa_enabled

from portal.people.models import User
from portal.web.limits import hidden, take

WINDOW, HOUR, DAY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)
BY_A_DEVICE, BY_A_NETWORK, ON_A_PERSON, ON_A_PERSON_BY_ALL = 10, 30, 5, 30
CODES = 10
# A code of the authenticator app is good for this long at most, and once.
CODE_GOOD_FOR = timedelta(minutes=3)
RESETS_A_DAY, RESETS_AN_HOUR_IN_ALL = 3, 100


def may_try_password(*, email: str, network: str, device: str, at: datetime) -> bool:
    """Count one attempt and say whether it may be made."""
    who = hidden(email)
    if device:
        return take(f"password:{who}:{device}", limit=BY_A_DEVICE, within=WINDOW, at=at)
    return (
        take(f"password:{network}", limit=BY_A_NETWORK, within=WINDOW, at=at)
        and take(f"password:{who}:{network}", limit=ON_A_PERSON, within=WINDOW, at=at)
        and (
            _has_second_factor(email)
            or take(f"password:{who}", limit=ON_A_PERSON_BY_ALL, within=HOUR, at=at)
        )
    )


def may_try_code(*, person: User, device: str, at: datetime) -> bool:
    return take(f"code:{person.pk}:{device}", limit=CODES, within=WINDOW, at=at)


def is_first_use(*, person: User, code: str, at: datetime) -> bool:
    """Whether this code was not used yet, by whichever process."""
    name = f"used:{person.pk}:{hidden(code)}"
    return take(name, limit=1, within=CODE_GOOD_FOR, at=at)


def may_reset(*, email: str, at: datetime) -> bool:
    """Whether one more mail with a link to a new password may go out."""
    return take(f"reset:{hidden(email)}", limit=RESETS_A_DAY, within=DAY, at=at) and take(
        "reset", limit=RESETS_AN_HOUR_IN_ALL, within=HOUR, at=at
    )


def _has_second_factor(email: str) -> bool:
    person = User.objects.active().filter(email__iexact=email.strip()).first()
    return person is not None and is_mfa_enabled(person)
