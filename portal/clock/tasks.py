"""The beat's knock: ring what is due."""

from celery import shared_task

from portal.clock import clock
from portal.clock.now import database_now


@shared_task(name="clock.ring_due")
def ring_due() -> int:
    return clock.ring_due(at=database_now())
