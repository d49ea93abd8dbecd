"""Signs of life of worker and beat, and the heartbeat to the outside."""

from celery import shared_task
from django.conf import settings

from portal.checks.health import look
from portal.checks.outbound.heartbeat import call
from portal.clock import pulse
from portal.clock.now import database_now


@shared_task(name="checks.heartbeat")
def heartbeat() -> bool:
    """Sent by the beat, done by a worker: both are alive. Calls out only while all is well."""
    now = database_now()
    pulse.beat("worker", at=now)
    well = look(at=now).is_well
    if well and settings.HEARTBEAT_URL:
        call(settings.HEARTBEAT_URL)
    return well
