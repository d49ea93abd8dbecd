"""What rings to show that something rings."""

from datetime import datetime

from portal.clock import clock
from portal.clock.models import Timer

CANARY = "checks.canary"


@clock.rings(CANARY)
def canary(timer: Timer, *, at: datetime) -> None:
    """Nothing follows: that it rang is what somebody waits to see."""
