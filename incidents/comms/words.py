"""The words of an update, before and while they are sent."""

from dataclasses import dataclass
from datetime import datetime

from incidents.comms.models import Audience


@dataclass(frozen=True)
class Words:
    """What one audience is to read; `next_update_at` None takes the policy's cadence."""

    audience: Audience
    status: str
    impact: str = ""
    action: str = ""
    next_update_at: datetime | None = None


class CannotTell(ValueError):
    """An update that cannot be sent as it is; the text says why and what to do, `field` which
    part of it is meant."""

    def __init__(self, text: str, *, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class NothingToSend(CannotTell):
    """An update without an audience, without a status or without a public title."""


class TooLate(CannotTell):
    """The next update is promised later than the policy allows."""


class Over(NothingToSend):
    """The incident has ended: nothing more is told about it."""


class StillOpen(NothingToSend):
    """An open incident was to be called resolved."""


class SomebodyWasQuicker(CannotTell):
    """Another person's update went out since this one was begun."""
