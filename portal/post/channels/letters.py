"""What a channel carries, and how it may fail."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """One recipient's message as bytes; `message_id` is its idempotency key."""

    sender: str
    address: str
    data: bytes
    message_id: str


class Unreachable(Exception):
    """The other side cannot be reached; nothing left. Not the letter's fault."""


class Deferred(Exception):
    """Refused for now (SMTP 4xx, HTTP 429 and 5xx): try this one again later."""


class Refused(Exception):
    """Refused for good (SMTP 5xx, HTTP 4xx)."""


class Ambiguous(Exception):
    """It may have arrived: everything was handed over and no answer came."""
