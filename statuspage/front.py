"""The front: answers public reads from memory, before Django.

No middleware, no database, no session, no cookie: what was published is served, whatever
else is down. Everything it does not know goes on to Django.
"""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from statuspage.snapshot.folder import ENCODINGS, MANIFEST, read_manifest

Headers = list[tuple[str, str]]
LOOK_EVERY = 1.0
NOT_FOUND = b'{"error": "not found"}'


@dataclass(frozen=True)
class Ready:
    """One path's answers, complete with their headers; keyed by encoding."""

    etag: str
    bodies: dict[str, tuple[bytes, Headers]]
    unchanged: Headers


def security_headers() -> Headers:
    policy = "; ".join(
        f"{name} {' '.join(str(value) for value in values)}"
        for name, values in settings.SECURE_CSP.items()
    )
    headers = [
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
    ]
    if settings.SECURE_HSTS_SECONDS:
        value = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
        headers.append(("Strict-Transport-Security", value))
    return headers


class Shelf:
    """The published documents in memory; looks for newer ones once a second."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents: dict[str, Ready] = {}
        self._seen: tuple[int, int] | None = None
        self._next_look = 0.0
        self._lock = threading.Lock()

    def current(self) -> dict[str, Ready]:
        if time.monotonic() >= self._next_look and self._lock.acquire(blocking=False):
            try:
                self._next_look = time.monotonic() + LOOK_EVERY
                self._look()
            finally:
                self._lock.release()
        return self.documents

    def _look(self) -> None:
        try:
            stat = (self.folder / MANIFEST).stat()
        except OSError:
            return
        seen = (stat.st_ino, stat.st_mtime_ns)
        if seen == self._seen:
            return
        fresh: dict[str, Ready] = {}
        for path, row in read_manifest(self.folder).rows.items():
            known = self.documents.get(path)
            if known is not None and known.etag == row["etag"]:
                fresh[path] = known
                continue
            try:
                fresh[path] = self._load(path, row)
            except OSError:
                self._next_look = 0.0
                return
        self.documents = fresh
        self._seen = seen

    def _load(self, path: str, row: dict[str, str]) -> Ready:
        shared = [
            ("ETag", row["etag"]),
            ("Cache-Control", row["cache"]),
            ("Vary", "Accept-Encoding"),
            *security_headers(),
        ]
        if path.startswith("/api/"):
            shared.append(("Access-Control-Allow-Origin", "*"))
        bodies = {}
        for encoding, suffix in ENCODINGS.items():
            body = (self.folder / (row["file"] + suffix)).read_bytes()
            headers = [
                ("Content-Type", row["type"]),
                ("Content-Length", str(len(body))),
                *shared,
            ]
            if encoding:
                headers.append(("Content-Encoding", encoding))
            bodies[encoding] = (body, headers)
        return Ready(row["etag"], bodies, shared)


class Front:
    """The WSGI callable the web server runs."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.shelf = Shelf(settings.PUBLIC_DIR)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        path = environ["PATH_INFO"]
        if method in {"GET", "HEAD"}:
            ready = self.shelf.current().get(path)
            if ready is not None:
                return _answer(ready, environ, start_response, head=method == "HEAD")
        if path.startswith("/api/v2/") and method in {"GET", "HEAD", "OPTIONS"}:
            return _outside_api(method, start_response)
        return self.application(environ, start_response)


def _answer(
    ready: Ready, environ: dict[str, Any], start_response: Callable[..., Any], *, head: bool
) -> Iterable[bytes]:
    wanted = environ.get("HTTP_IF_NONE_MATCH")
    if wanted and (ready.etag in wanted or wanted == "*"):
        start_response("304 Not Modified", ready.unchanged)
        return [b""]
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    encoding = "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""
    body, headers = ready.bodies[encoding]
    start_response("200 OK", headers)
    return [b""] if head else [body]


def _outside_api(method: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
    allow = [
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"),
        ("Cache-Control", "public, max-age=15"),
        *security_headers(),
    ]
    if method == "OPTIONS":
        start_response("204 No Content", allow)
        return [b""]
    length = ("Content-Length", str(len(NOT_FOUND)))
    start_response("404 Not Found", [("Content-Type", "application/json"), length, *allow])
    return [b"" if method == "HEAD" else NOT_FOUND]
