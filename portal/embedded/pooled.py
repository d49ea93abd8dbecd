"""Connections of the web server's pool."""

import time
from typing import Any

from psycopg import Connection, Cursor

RESTED = 1.0


class Pooled(Connection[Any]):
    """The pool asks a connection with an empty query whether it still stands, before it lends
    it; one that answered within a second is believed."""

    answered_at = 0.0

    def execute(self, query: Any, *args: Any, **facts: Any) -> Cursor[Any]:
        now = time.monotonic()
        if query == "" and not self.closed and now - self.answered_at < RESTED:
            return self.cursor()
        found = super().execute(query, *args, **facts)
        self.answered_at = now
        return found
