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


class NothingToSend(ValueError):
    """An update without an audience or without a status."""


class TooLate(ValueError):
    """The next update is promised later than the policy allows."""
