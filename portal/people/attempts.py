"""How often a sign-in may be tried: guessing does not pay, and no stranger locks anybody out.

A browser in which the person signed in before has a bucket of its own, which strangers cannot
empty. From elsewhere, a network may try so often, a network one person fewer, and all
networks together one person who has no second factor.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from allauth.mfa.utils import is_mfa_enabled

from portal.people.models import User
from portal.web.limits import give_back, hidden, take

WINDOW, HOUR, DAY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)
BY_A_DEVICE, BY_A_NETWORK, ON_A_PERSON, ON_A_PERSON_BY_ALL = 10, 30, 5, 30
CODES = 10
# A code of the authenticator app is good for this long at most, and once.
CODE_GOOD_FOR = timedelta(minutes=3)
RESETS_A_DAY, RESETS_AN_HOUR_IN_ALL = 3, 100


Bucket = tuple[str, int, timedelta]


def may_try_password(*, email: str, network: str, device: str, at: datetime) -> bool:
    """Count one attempt and say whether it may be made."""
    return all(
        take(name, limit=limit, within=within, at=at)
        for name, limit, within in _buckets(email=email, network=network, device=device)
    )


def signed_in(*, email: str, network: str, device: str) -> None:
    """The attempt was no guess: it does not count. A password alone is not enough for that
    where a second factor is asked for."""
    for name, _, _ in _buckets(email=email, network=network, device=device):
        give_back(name)


def _buckets(*, email: str, network: str, device: str) -> Iterator[Bucket]:
    who = hidden(email)
    if device:
        yield f"password:{who}:{device}", BY_A_DEVICE, WINDOW
        return
    yield f"password:{network}", BY_A_NETWORK, WINDOW
    yield f"password:{who}:{network}", ON_A_PERSON, WINDOW
    if not _has_second_factor(email):
        yield f"password:{who}", ON_A_PERSON_BY_ALL, HOUR


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
