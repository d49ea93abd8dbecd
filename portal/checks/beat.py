"""The beat, with a sign of life of its own."""

import logging
import time
from typing import Any

from celery.beat import PersistentScheduler
from django.db import DatabaseError, InterfaceError, close_old_connections

from portal.clock import pulse
from portal.clock.now import database_now

logger = logging.getLogger("allclear.checks")
EVERY = 15.0


class PulsingScheduler(PersistentScheduler):
    """Celery's scheduler, which records every 15 s that it still comes round."""

    _next_beat = 0.0

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if time.monotonic() >= self._next_beat:
            self._next_beat = time.monotonic() + EVERY
            self._beat()
        return min(float(super().tick(*args, **kwargs)), EVERY)

    def _beat(self) -> None:
        close_old_connections()
        try:
            pulse.beat("beat", at=database_now())
        except (DatabaseError, InterfaceError) as error:
            logger.warning("the database does not answer: %s", error)
