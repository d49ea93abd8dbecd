"""Waking workers through the broker. Losing a knock costs at most one sweep."""

import logging
import time

from celery import current_app
from django.db import connection, transaction

logger = logging.getLogger("allclear.post")

SILENCE_AFTER_FAILURE = 15.0

_silent_until = 0.0


STOP_CHANNEL = "post_stop"


def tell_workers() -> None:
    """At the commit, have workers look again at what they hold: some of it was stopped."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {STOP_CHANNEL}")


def wake(lane: str) -> None:
    """Knock after the commit. A broker that fails is left alone for a while, so that no
    request waits for it more than once in that time; nothing here ever raises."""
    transaction.on_commit(lambda: _knock(lane), robust=True)


def _knock(lane: str) -> None:
    global _silent_until  # noqa: PLW0603
    if time.monotonic() < _silent_until:
        return
    try:
        current_app.send_task("post.deliver", args=[lane], expires=60, retry=False)
    except Exception as error:  # noqa: BLE001
        _silent_until = time.monotonic() + SILENCE_AFTER_FAILURE
        logger.warning("the broker does not answer (%s); the sweep will deliver", error)
