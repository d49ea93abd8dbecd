"""A clock that a test moves: Python's and the database's, for every thread of the process.

Nobody waits for what is hours away; what is due on the way rings at the moment it is due.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portal.clock import clock
from portal.clock.models import Timer
from portal.post.claims import lanes_with_work
from portal.post.delivering import deliver_lane

# Rings twice a minute for as long as the page lives; on the way nobody listens.
HEARTBEAT = "statuspage.refresh"
# Unqualified names are found here before the database's own.
_MOVED = """
CREATE SCHEMA moved;
CREATE TABLE moved.hand (by interval NOT NULL);
INSERT INTO moved.hand VALUES ('0');
CREATE FUNCTION moved.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT pg_catalog.clock_timestamp() + by FROM moved.hand';
CREATE FUNCTION moved.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
    AS 'SELECT pg_catalog.statement_timestamp() + by FROM moved.hand';
CREATE FUNCTION moved.now() RETURNS timestamptz LANGUAGE sql STABLE
    AS 'SELECT pg_catalog.now() + by FROM moved.hand';
"""


class Moved:
    """The moved clock. Ringing and delivering stand in for beat and worker."""

    def __init__(self) -> None:
        self._by = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._by

    def set(self, at: datetime) -> None:
        self._by = at - datetime.now(UTC)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE moved.hand SET by = make_interval(secs => %s)", [self._by.total_seconds()]
            )

    def forward(self, **by: float) -> None:
        """So far ahead, with a stop at everything that is due on the way."""
        until = self.now() + timedelta(**by)
        while (due := self._next_due()) is not None and due <= until:
            self.set(max(due, self.now()))
            self.ring()
        self.set(max(until, self.now()))
        self.ring()

    def ring(self) -> None:
        """Ring what is due now and hand over what is owed."""
        clock.ring_due(at=self.now())
        for lane in lanes_with_work():
            deliver_lane(lane, seconds=5)

    def _next_due(self) -> datetime | None:
        waiting = Timer.objects.filter(state="set").exclude(kind=HEARTBEAT)
        found = waiting.order_by("next_try_at").first()
        return found.next_try_at if found else None


@contextmanager
def moved_time(start: datetime) -> Iterator[Moved]:
    """From `start` on the clock runs on by itself, and as the test moves it."""
    found = Moved()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        database = cursor.fetchone()[0]
        cursor.execute(_MOVED)
        path = "SET search_path = moved, public, pg_catalog"
        cursor.execute(f'ALTER ROLE CURRENT_USER IN DATABASE "{database}" {path}')
        cursor.execute(path)
    try:
        found.set(start)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(timezone, "now", found.now)
            yield found
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER ROLE CURRENT_USER IN DATABASE "{database}" RESET search_path')
            cursor.execute("RESET search_path")
            cursor.execute("DROP SCHEMA moved CASCADE")
