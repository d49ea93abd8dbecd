"""A WSGI application answered over real HTTP on loopback, and a client that knows nothing."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class _AtOnce(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@contextmanager
def serving(application: Callable[..., Any], *, at_once: bool = False) -> Iterator[str]:
    """Its address, while the block runs. One request after the other, or several `at_once`,
    as browsers want that open a line before they need it."""
    server_class = _AtOnce if at_once else WSGIServer
    server = make_server(
        "127.0.0.1", 0, application, server_class=server_class, handler_class=_Quiet
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def serving_django() -> Iterator[str]:
    """Django as it stands, over HTTP. It answers within the test's own transaction: one
    request at a time, while the test waits."""
    ours, django = connections["default"], WSGIHandler()
    ours.inc_thread_sharing()
    # Around each request Django closes what it takes for left over.
    ours.close_if_unusable_or_obsolete = lambda: None  # type: ignore[method-assign]

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        connections["default"] = ours
        return django(environ, start_response)

    try:
        with serving(answer) as address:
            yield address
    finally:
        del ours.close_if_unusable_or_obsolete
        ours.dec_thread_sharing()


@dataclass(frozen=True)
class Fetched:
    status: int
    headers: dict[str, str]
    body: bytes


def fetch(address: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> Fetched:
    """Header names in lower case."""
    where = urlsplit(address)
    line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=20)
    with closing(line):
        target = where.path + (f"?{where.query}" if where.query else "")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        line.request(method, target, body or None, named)
        answer = line.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return Fetched(answer.status, found, answer.read())
