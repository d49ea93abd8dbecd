"""Who hears that an address takes nothing more. The post room knows no subscriber: whoever
keeps addresses registers here, in a module named `hearing` of its app.

    @hears
    def refused(word: Word) -> None: ...
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import transaction

logger = logging.getLogger("allclear.post")


class Verdict(Enum):
    """What became of an address."""

    REFUSED = "refused"
    ENDED = "ended"
    SPARED = "spared"
    LOST = "lost"


@dataclass(frozen=True)
class Word:
    """Of one address; or, SPARED, of all whose digests these are: what was heard of them
    since `since` was their domain's trouble; or, LOST, of one `delivery` that ended unsent,
    which says nothing of its address."""

    verdict: Verdict
    channel: str
    at: datetime
    address: str = ""
    reason: str = ""
    fingerprints: frozenset[str] = frozenset()
    since: datetime | None = None
    delivery: int = 0


Listener = Callable[[Word], None]
_listeners: list[Listener] = []


def hears(listener: Listener) -> Listener:
    """Register once; listeners are told in the transaction that notes it."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell_listeners(word: Word) -> None:
    """One that fails keeps neither the others nor the post room from going on."""
    for listener in _listeners:
        try:
            with transaction.atomic():
                listener(word)
        except Exception:
            logger.exception("a listener failed at %s", word.verdict.value)
