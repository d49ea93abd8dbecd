"""The one way out over HTTP: checked, pinned, bounded, and never led elsewhere.

An address people typed must be https, on a port of the web, and resolve to public addresses
only; the connection goes to the very address that was checked. Redirects are not followed and
no proxy of the environment is asked. The whole exchange has a deadline, however slowly the
other side trickles.

Systems of one's own network are reached only where a manager names them and the operator
lists their host in INSIDE_HOSTS.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from portal.post.channels.addresses import is_public, public_address

SECONDS = 15.0
MOST_BYTES = 64 * 1024
LONGEST_WAIT = 3600.0
ALLOWED_PORTS = frozenset({443, 8443})
DEFAULT_PORTS = {"http": 80, "https": 443}


class NotAllowed(ValueError):
    """Nothing is ever sent to such an address."""


class NoAnswer(Exception):
    """Everything was handed over and no answer came in time."""


@dataclass(frozen=True)
class Answer:
    """The status, as much of the body as was wanted, after how many seconds to come again, and
    by which marks the same is known next time."""

    status: int
    body: bytes
    retry_after: float = 0.0
    etag: str = ""
    last_modified: str = ""


def ask(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    inside: bool = False,
    listed: bool = False,
    seconds: float = SECONDS,
    most: int = MOST_BYTES,
) -> Answer:
    """One request, and at most so many bytes of its answer. `inside` allows http and addresses
    of our own network: only for what the operator alone can set. `listed` allows them for hosts
    of INSIDE_HOSTS: only for what managers alone can set. Raises NotAllowed; OSError when
    nothing left; NoAnswer when it may have arrived."""
    inside = inside or (listed and is_listed(url))
    parts = _allowed(url, inside=inside)
    connection = _connection(parts, inside=inside, seconds=seconds)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        with _at_most(seconds, connection) as opened:
            connection.connect()
            opened.append(connection.sock)
            try:
                connection.request(method, target, body=body, headers=dict(headers or {}))
                answer = connection.getresponse()
                wait = _wait(answer.getheader("Retry-After") or "", answer.getheader("Date") or "")
                marks = [answer.getheader(name) or "" for name in ("ETag", "Last-Modified")]
                bounded = max(0.0, min(wait, LONGEST_WAIT))
                return Answer(answer.status, answer.read(most), bounded, *marks)
            except http.client.InvalidURL as error:
                raise NotAllowed(str(error)) from error
            except (OSError, http.client.HTTPException) as error:
                raise NoAnswer(f"No answer to the request: {error}") from error
    finally:
        connection.close()


def why_not(error: Exception, url: str) -> str:
    """Why nothing was heard, in a sentence that says where to look."""
    host = urlsplit(url).hostname or url
    if isinstance(error, socket.gaierror):
        return f"{host} is not found. Look at the address, or at this server's name server."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"{host} shows a certificate that is not trusted: {error.verify_message}."
    if isinstance(error, ConnectionRefusedError):
        return f"{host} refuses the connection. Look whether it runs, and at the port."
    if isinstance(error, TimeoutError):
        return f"{host} did not answer in time."
    return f"No answer from {host}: {error}"


def _wait(after: str, now: str) -> float:
    """Seconds, told so or as the moment to come again (RFC 9110, 10.2.3), by their own clock."""
    if after.isdecimal():
        return float(after)
    try:
        return (parsedate_to_datetime(after) - parsedate_to_datetime(now)).total_seconds()
    except (ValueError, TypeError):
        return 0.0


def is_listed(url: str) -> bool:
    """Whether the operator lists this address's host, with its port where the list names one."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        return False
    shown = f"[{host}]" if ":" in host else host
    known = {one.strip().lower() for one in settings.INSIDE_HOSTS}
    if f"{shown}:{port}" in known:
        return True
    return shown in known and port == DEFAULT_PORTS.get(parts.scheme)


def check(url: str, *, listed: bool = False) -> None:
    """Whether an address people typed may ever be sent to; nothing is looked up, and a name
    is judged by what it resolves to only when it is used. `listed` as of `ask`. Raises
    NotAllowed."""
    if listed and is_listed(url):
        _allowed(url, inside=True)
        return
    host = _allowed(url, inside=False).hostname or ""
    try:
        hidden = not is_public(host)
    except ValueError:
        hidden = host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
    if hidden:
        raise NotAllowed("This address is not on the open internet.")


def _allowed(url: str, *, inside: bool) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotAllowed("This is no address.") from error
    if any(character <= " " or character == "\\" for character in url) or not parts.hostname:
        raise NotAllowed("This is no address.")
    if parts.username is not None or parts.password is not None:
        raise NotAllowed("An address to send to holds no user name or password.")
    if inside and parts.scheme in DEFAULT_PORTS:
        return parts
    if parts.scheme != "https" or (port or 443) not in ALLOWED_PORTS:
        raise NotAllowed("An address to send to begins with https:// and uses port 443 or 8443.")
    if parts.hostname.rstrip(".") == urlsplit(settings.SITE_URL).hostname:
        raise NotAllowed("Allclear sends nothing to itself.")
    return parts


class _Pinned(http.client.HTTPSConnection):
    """Connects to the address that was checked, under the name that was asked for."""

    def connect(self) -> None:
        address = public_address(self.host, self.port)
        plain = socket.create_connection((address, self.port), timeout=self.timeout)
        self.sock = plain
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def _connection(parts: SplitResult, *, inside: bool, seconds: float) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if not inside:
        return _Pinned(host, parts.port or 443, timeout=seconds)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(host, parts.port, timeout=seconds)


@contextmanager
def _at_most(
    seconds: float, connection: http.client.HTTPConnection
) -> Iterator[list[socket.socket]]:
    """Cut what is opened, or being opened, when the time is up; who waits on it then fails.
    The connection itself forgets its socket while the answer is read."""
    opened: list[socket.socket] = []

    def cut() -> None:
        for one in opened or [connection.sock]:
            try:
                if one is not None:
                    one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    watch = threading.Timer(seconds, cut)
    watch.daemon = True
    watch.start()
    try:
        yield opened
    finally:
        watch.cancel()
