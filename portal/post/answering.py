"""Answers that people press on what was sent to them: a key in a call, a button in Slack.

The post room knows no page: whoever sends what can be answered registers here, in a module
named `hearing` of its app.

    @takes_answers("oncall.page")
    def take(pressed: Pressed) -> str: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from portal.people.models import User

PURPOSE = "post.answer"


class NotTaken(ValueError):
    """The answer changes nothing; the text says why, for who pressed."""


@dataclass(frozen=True)
class Pressed:
    """Who answered what with which word; `via` what: a call, Slack."""

    pk: str
    person: User
    word: str
    via: str
    at: datetime


Taker = Callable[[Pressed], str]
_takers: dict[str, Taker] = {}


def takes_answers(label: str) -> Callable[[Taker], Taker]:
    """Register for what is about rows of one model, like ``oncall.page``."""

    def register(taker: Taker) -> Taker:
        _takers[label] = taker
        return taker

    return register


def take_answer(*, label: str, pressed: Pressed) -> str:
    """Do as was pressed; what to tell who pressed. Raises NotTaken."""
    taker = _takers.get(label)
    if taker is None:
        raise NotTaken("This cannot be answered here. Open it in Allclear.")
    return taker(pressed)


def answer_token(delivery: int) -> str:
    """What lets the call of one delivery be answered."""
    return signing.dumps(delivery, salt=PURPOSE)


def answered_delivery(token: str) -> int | None:
    try:
        found: int = signing.loads(token, salt=PURPOSE)
    except signing.BadSignature:
        return None
    return found
