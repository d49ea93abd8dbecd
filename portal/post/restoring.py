"""What waits in a restored copy, and a person's word on it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portal.clock import epoch
from portal.clock.models import Timer, TimerState
from portal.post.models import Delivery, DeliveryState

REASON = "Written before this database was restored."


@dataclass(frozen=True)
class Waiting:
    """What would happen at once: letters to send, timers to ring."""

    deliveries: int
    timers: int

    def __str__(self) -> str:
        mail = "delivery" if self.deliveries == 1 else "deliveries"
        timers = "timer" if self.timers == 1 else "timers"
        return f"{self.deliveries} {mail} and {self.timers} overdue {timers}"


def what_waits(*, at: datetime) -> Waiting:
    return Waiting(
        deliveries=Delivery.objects.stoppable().count(), timers=Timer.objects.due(at=at).count()
    )


@transaction.atomic
def adopt_copy(*, drop: bool, at: datetime) -> Waiting:
    """Go on in this copy; with `drop`, without the mail and the overdue timers in it."""
    waiting = what_waits(at=at)
    if drop:
        Delivery.objects.stoppable().update(
            state=DeliveryState.SUPPRESSED, last_error=REASON, lease_until=None, lease_owner=""
        )
        Timer.objects.due(at=at).order_by().update(state=TimerState.CANCELLED, last_error=REASON)
    epoch.adopt()
    return waiting
