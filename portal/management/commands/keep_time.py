"""Rings timers and delivers the outbox without a broker.

Workers woken by the broker do the same work sooner; this process makes sure that it is
done at all. Any number of them may run.
"""

import logging
import signal
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections

from portal.clock import clock, pulse
from portal.clock.now import database_now
from portal.post.delivering import deliver_lane
from portal.post.drafts import Lane

logger = logging.getLogger("allclear.keep_time")

EVERY = 1.0
RINGS_A_ROUND = 200


class Command(BaseCommand):
    # They would load every screen into a process that shows none.
    requires_system_checks: list[str] = []  # noqa: RUF012
    help = "Ring timers and deliver the outbox every second, without the broker."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        rounds = [partial(_ring, stop), *(partial(_deliver, lane, stop) for lane in Lane.values)]
        threads = [threading.Thread(target=_repeat, args=(one, stop)) for one in rounds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _repeat(work: Callable[[], None], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            work()
        except (OperationalError, InterfaceError) as error:
            logger.warning("the database does not answer: %s", error)
        except Exception:
            logger.exception("a round failed")
        close_old_connections()
        stop.wait(EVERY)


def _ring(stop: threading.Event) -> None:
    """Ring until nothing is due, and show that somebody keeps time."""
    rung = 1
    while rung and not stop.is_set():
        now = database_now()
        pulse.beat("timekeeper", at=now)
        rung = clock.ring_due(at=now, limit=RINGS_A_ROUND)


def _deliver(lane: str, stop: threading.Event) -> None:
    """Each lane has a thread and a connection of its own: none waits for another."""
    deliver_lane(lane, stop=stop)
