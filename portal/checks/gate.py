"""Some threads are always left for public reads, whatever holds the others.

A database that hangs holds every thread that waits for it, for as long as it hangs. The status
page needs no database, but it needs a thread.
"""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse

from portal.checks.middleware import MACHINES

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
# Of the eight threads of a web process.
MOST_INSIDE = 6
STUCK_AFTER, LOOK_EVERY = 1.5, 0.1
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
    through in good time; when nobody has for 1.5 s, it is refused with 503. Probes pass: they
    wait for nobody."""

    def __init__(self, application: Application, *, most: int = MOST_INSIDE) -> None:
        self.application = application
        self._free = threading.BoundedSemaphore(most)
        self._few = max(1, most // 2)
        self._lock = threading.Lock()
        self._inside = 0
        self._came_through = time.monotonic()
        self._stuck = False

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        if environ["PATH_INFO"] in MACHINES:
            return self.application(environ, start_response)
        if not self._enter():
            start_response("503 Service Unavailable", _HEADERS)
            return (BUSY,)
        began = time.monotonic()
        with self._lock:
            if self._inside < self._few:
                self._came_through = began
            self._inside += 1
        try:
            return _whole(self.application(environ, start_response))
        finally:
            self._leave(began)

    def _leave(self, began: float) -> None:
        with self._lock:
            self._inside -= 1
            now = time.monotonic()
            if now - began < STUCK_AFTER:
                self._came_through, self._stuck = now, False
        self._free.release()

    def _enter(self) -> bool:
        """Once stuck, nobody waits until somebody came through in good time: those who wait
        hold a thread too."""
        if self._free.acquire(blocking=False):
            return True
        while not self._stuck:
            if self._free.acquire(timeout=LOOK_EVERY):
                return True
            self._stuck = time.monotonic() - self._came_through > STUCK_AFTER
        return False


def _whole(answer: Iterable[bytes]) -> Iterable[bytes]:
    """What is no stream leaves in one piece, and gives back its connection to the database
    before its place at the gate."""
    if not isinstance(answer, HttpResponse):
        return answer
    try:
        return [answer.content]
    finally:
        answer.close()
