"""The front: answers public reads from memory, before Django.

No middleware, no database, no session, no cookie: what was published is served, whatever
else is down. Everything it does not know goes on to Django. The path of one request is kept
short on purpose: two look-ups in dictionaries and lists of headers made beforehand.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from portal.checks import counters
from statuspage.headers import api_headers
from statuspage.shelf import NOT_FOUND, Shelf

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
# Browsers differ in few ways; a stranger may send any number of others.
MOST_ACCEPTS = 256


def encoding_for(accepted: str) -> str:
    """The best of br, gzip and none that an Accept-Encoding header allows (RFC 9110)."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        weights[name.strip()] = _weight(parameters)
    for encoding in ("br", "gzip"):
        if weights.get(encoding, weights.get("*", 0.0)) > 0:
            return encoding
    return ""


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def matches(wanted: str, etag: str) -> bool:
    """Whether an If-None-Match header names the tag; a proxy may have made it weak."""
    tags = [one.strip().removeprefix("W/") for one in wanted.split(",")]
    return etag in tags or tags == ["*"]


class Front:
    """The WSGI callable the web server runs."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.shelf = Shelf(settings.PUBLIC_DIR)
        self.api_headers = api_headers()
        self.only_https = settings.SECURE_SSL_REDIRECT
        self.proxy_header = settings.SECURE_PROXY_SSL_HEADER
        self._accepts: dict[str, str] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if method in ("GET", "HEAD"):
            ready = self.shelf.current().get(path)
            if ready is not None and (not self.only_https or self._is_https(environ)):
                return self._answer(ready, environ, start_response, head=method == "HEAD")
        if path.startswith("/api/v2/") and method in {"GET", "HEAD", "OPTIONS"}:
            return self._beside_the_api(method, environ, start_response)
        counters.front_left()
        return self.application(environ, start_response)

    def _answer(
        self,
        ready: dict[str, Any],
        environ: Environ,
        start_response: StartResponse,
        *,
        head: bool,
    ) -> Iterable[bytes]:
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        encoding = self._accepts.get(accepted)
        if encoding is None:
            encoding = self._remember(accepted)
        answer = ready[encoding]
        wanted = environ.get("HTTP_IF_NONE_MATCH")
        if wanted is not None and matches(wanted, answer.etag):
            counters.front_unchanged()
            start_response("304 Not Modified", answer.unchanged)
            return ()
        counters.front_ready()
        start_response("200 OK", answer.headers)
        return () if head else (answer.body,)

    def _remember(self, accepted: str) -> str:
        encoding = encoding_for(accepted)
        if len(self._accepts) < MOST_ACCEPTS:
            self._accepts[accepted] = encoding
        return encoding

    def _is_https(self, environ: Environ) -> bool:
        """As Django judges it; a plain request goes on to Django, which redirects it."""
        if self.proxy_header:
            name, value = self.proxy_header
            if name in environ:
                return bool(environ[name].split(",")[0].strip() == value)
        return bool(environ["wsgi.url_scheme"] == "https")

    def _beside_the_api(
        self, method: str, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        if method == "OPTIONS":
            start_response("204 No Content", self.api_headers)
            return ()
        if not self.shelf.current():
            counters.front_left()
            return self.application(environ, start_response)
        counters.front_unknown()
        length = ("Content-Length", str(len(NOT_FOUND)))
        json = ("Content-Type", "application/json; charset=utf-8")
        start_response("404 Not Found", [json, length, *self.api_headers])
        return () if method == "HEAD" else (NOT_FOUND,)
