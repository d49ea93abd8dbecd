"""What leaves the machine for other systems."""

from celery import shared_task

from incidents.command.errands import run_errands
from portal.clock.now import database_now


@shared_task(name="command.run_errands")
def run_errands_due() -> int:
    return run_errands(at=database_now())
