"""What only a process knows: how it answered. Summed over the processes of this machine.

The web server runs several processes and a scrape reaches one of them, so with
PROMETHEUS_MULTIPROC_DIR set each counts into a file there and a scrape reads them all.
What the database knows is no counter here: it is read when asked (see `measures`), and any
machine answers for all.
"""

import os
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
if FOLDER:
    Path(FOLDER).mkdir(parents=True, exist_ok=True)

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_own = CollectorRegistry()
_requests = Counter("allclear_requests", "Answers by Django.", ["method", "status"], registry=_own)
_seconds = Histogram(
    "allclear_request_seconds",
    "How long Django took.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5),
    registry=_own,
)
_front = Counter(
    "allclear_front_answers",
    "Public reads: ready bytes, unchanged, unknown, or left to Django.",
    ["outcome"],
    registry=_own,
)
# Counted on the way of every public read, so looked up once.
front_ready = _front.labels("ready").inc
front_unchanged = _front.labels("unchanged").inc
front_unknown = _front.labels("unknown").inc
front_left = _front.labels("left").inc


def request_answered(*, method: str, status: int, seconds: float) -> None:
    """Count one answer; a method strangers made up counts as OTHER."""
    _requests.labels(method if method in _METHODS else "OTHER", str(status)).inc()
    _seconds.observe(seconds)


def of_all_processes() -> CollectorRegistry:
    """Counters of every web process of this machine, or of this one where it is alone."""
    if not FOLDER:
        return _own
    whole = CollectorRegistry()
    MultiProcessCollector(whole)  # type: ignore[no-untyped-call]
    return whole
