"""Some threads are always left for public reads, whatever holds the others.

A database that hangs holds every thread that waits for it, for as long as it hangs. The status
page needs no database, but it needs a thread.
"""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from portal.checks.middleware import MACHINES

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
# Of the eight threads of a web process.
MOST_INSIDE = 6
STUCK_AFTER, LOOK_EVERY = 1.0, 0.1
BUSY = b"Allclear is stuck. The status page at / answers. Try again in a few seconds.\n"
_HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Length", str(len(BUSY))),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Retry-After", "5"),
]


class Gate:
    """Lets so many requests into Django at once. One more waits its turn while others come
    and go; when nobody has for a second, it is refused with 503. Probes pass: they wait for
    nobody."""

    def __init__(self, application: Application, *, most: int = MOST_INSIDE) -> None:
        self.application = application
        self._free = threading.BoundedSemaphore(most)
        self._moved = time.monotonic()
        self._stuck = False

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if environ["PATH_INFO"] in MACHINES:
            return self.application(environ, start_response)
        if not self._enter():
            start_response("503 Service Unavailable", _HEADERS)
            return (BUSY,)
        began = self._moved = time.monotonic()
        try:
            return self.application(environ, start_response)
        finally:
            self._moved = time.monotonic()
            if self._moved - began < STUCK_AFTER:
                self._stuck = False
            self._free.release()

    def _enter(self) -> bool:
        """Once stuck, nobody waits until somebody came through in good time: those who wait
        hold a thread too."""
        if self._free.acquire(blocking=False):
            return True
        while not self._stuck:
            if self._free.acquire(timeout=LOOK_EVERY):
                return True
            self._stuck = time.monotonic() - self._moved > STUCK_AFTER
        return False
