"""The web server under faults: started, watched by readers who count what they get."""

import http.client
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from subprocess import Popen

from tests.faults.ground import Ground
from tests.running import eventually, free_port


def start_web(place: Ground, port: int = 0, **env: str) -> "tuple[str, Popen[bytes]]":
    """Granian with two workers, as `manage.py up` starts it; its address and process."""
    port = port or free_port()
    process = place.start(
        "web", "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "4",
        "--host", "127.0.0.1", "--port", str(port), "--respawn-failed-workers", "--no-ws",
        "--workers-kill-timeout", "10", "--log-level", "warning", "portal.wsgi:application",
        **env,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    eventually(lambda: status(f"{url}/healthz") == 200, within=30, what="the web server")
    return url, process


def status(url: str) -> int:
    """The status of a GET; 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, http.client.HTTPException):
        return 0


@dataclass
class Readers:
    """How often each status came."""

    statuses: Counter[int] = field(default_factory=Counter)


@contextmanager
def reading(url: str, *, a_second: float = 50) -> Iterator[Readers]:
    """Read an address steadily until the block ends."""
    readers, stop = Readers(), threading.Event()

    def read() -> None:
        while not stop.is_set():
            began = time.monotonic()
            readers.statuses[status(url)] += 1
            stop.wait(max(0.0, 1 / a_second - (time.monotonic() - began)))

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield readers
    finally:
        stop.set()
        thread.join(20)
