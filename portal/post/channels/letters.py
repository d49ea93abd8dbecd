"""What a channel carries, and how it may fail."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Words:
    """What goes to one person by phone, browser or chat. `answers` are what they may press,
    `about` names what they answer (``oncall.page:12``), `token` this delivery to us."""

    title: str
    short: str
    link: str = ""
    answers: tuple[str, ...] = ()
    about: str = ""
    token: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a browser's push service listens, and the keys it reads with (RFC 8291)."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One recipient's message as bytes; `message_id` is its idempotency key, `delivery` the
    row it belongs to, `generations` the keys a webhook is signed with, the newest first.
    What is worded by the channel itself has `words` instead of bytes; a notification has the
    `browser` it is for, None where that is gone."""

    sender: str
    address: str
    data: bytes
    message_id: str
    delivery: int = 0
    generations: tuple[int, ...] = (1,)
    words: Words = Words("", "")
    browser: Browser | None = None


class Unreachable(Exception):
    """The other side cannot be reached; nothing left. Not the letter's fault."""


class Deferred(Exception):
    """Refused for now (SMTP 4xx, HTTP 429 and 5xx): try this one again later, and not before
    so many seconds where the other side says so."""

    def __init__(self, reason: str = "", *, seconds: float = 0.0) -> None:
        self.seconds = seconds
        super().__init__(reason)


class Refused(Exception):
    """The address takes nothing, for good: it is remembered and gets nothing more."""


class Ended(Refused):
    """The other side says that it is over (HTTP 410)."""


class NotTaken(Exception):
    """This letter is refused for good, whoever it is for: a person must look."""


class Misconfigured(NotTaken):
    """Our settings for this channel are not good: nothing leaves until a person mends them.
    The text says how."""


class Ambiguous(Exception):
    """It may have arrived: everything was handed over and no answer came."""


class Unrepeatable(Ambiguous):
    """It may have arrived, and must not arrive twice: it counts as it is."""


class Handover(Protocol):
    """Who gives letters to a session, one after another, and hears what became of them."""

    def next(self) -> Letter | None:
        """The next letter; None: no more for this session."""

    def may_leave(self, letter: Letter) -> bool:
        """Asked right before its text leaves; True once the attempt is recorded."""

    def left(self, letter: Letter) -> None:
        """Its text was handed over; no answer yet."""

    def answered(self, letter: Letter, error: Exception | None = None) -> None:
        """The other side's answer: accepted, or Deferred, Refused, Ambiguous."""


class OneByOne(Protocol):
    def deliver(self, letter: Letter) -> None:
        """Raises Unreachable, Deferred, Refused or Ambiguous; returning means accepted."""


def carry_one_by_one(session: OneByOne, handover: Handover) -> None:
    """Carry letters through a session that knows only one at a time; raises Unreachable."""
    while (letter := handover.next()) is not None:
        if not handover.may_leave(letter):
            continue
        try:
            session.deliver(letter)
        except Unreachable:
            handover.answered(letter, Unreachable())
            raise
        except Exception as error:  # noqa: BLE001
            handover.answered(letter, error)
        else:
            handover.left(letter)
            handover.answered(letter)
