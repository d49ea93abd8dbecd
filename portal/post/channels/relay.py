"""Where mail goes, and the connection to it."""

import contextlib
import smtplib
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.post.channels.letters import Unreachable

CONNECT_SECONDS = 10
LONGEST_REPLY = 65536


@dataclass(frozen=True)
class Relay:
    """Where mail goes: host, port, how to encrypt, as whom."""

    host: str
    port: int
    tls: str
    user: str
    password: str


_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def relay_from_url(url: str) -> Relay:
    """Parse ``smtp://``, ``smtp+tls://`` or ``smtps://user:password@host:port``."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"EMAIL_URL: {error}.") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ImproperlyConfigured(
            f"EMAIL_URL cannot be {parts.scheme or 'without a scheme'}: it must look like "
            "smtp://mail.example.com:25, smtp+tls://user:password@host:587, "
            "smtps://user:password@host:465 or anymail+postmark://?server_token=…."
        )
    return Relay(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        tls=parts.scheme,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


Reply = tuple[int, bytes]


class Wire:
    """A greeted connection, read in large pieces: replies to a pipelined group come together.

    Raises OSError when the other side hangs up or is silent for too long.
    """

    def __init__(self, smtp: smtplib.SMTP, *, patience: float) -> None:
        if smtp.sock is None:
            raise OSError("The connection is closed.")
        self._smtp, self._socket = smtp, smtp.sock
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.settimeout(patience)
        self._unread = b""
        self.pipelines = smtp.has_extn("pipelining")
        self.takes_8bit = smtp.has_extn("8bitmime")

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def ask(self, command: bytes) -> Reply:
        self.send(command)
        return self.reply()

    def reply(self) -> Reply:
        """The next reply: its code, and the words of its last line."""
        while True:
            line, found, rest = self._unread.partition(b"\n")
            if not found:
                self._read_more()
                continue
            self._unread = rest
            if line[3:4] != b"-":
                code = line[:3]
                return (int(code) if code.isdigit() else -1), line[4:].strip()

    def _read_more(self) -> None:
        more = self._socket.recv(65536)
        if not more or len(self._unread) > LONGEST_REPLY:
            raise OSError("The mail server hung up.")
        self._unread += more

    def quit(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.settimeout(1)
            self.ask(b"QUIT\r\n")
        self.close()

    def close(self) -> None:
        self._smtp.close()


def connect(relay: Relay, *, patience: float) -> Wire:
    """Connected, greeted, encrypted and signed in as the address says; raises Unreachable.
    `patience` is how many seconds a reply may take."""
    smtp: smtplib.SMTP | None = None
    try:
        smtp = _dial(relay)
        smtp.ehlo_or_helo_if_needed()
        if relay.tls == "smtp+tls":
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if relay.user:
            smtp.login(relay.user, relay.password)
        return Wire(smtp, patience=patience)
    except (OSError, smtplib.SMTPException) as error:
        if smtp is not None:
            smtp.close()
        raise Unreachable(f"{relay.host}:{relay.port} cannot be used: {error}") from error


def _dial(relay: Relay) -> smtplib.SMTP:
    if relay.tls == "smtps":
        safe = ssl.create_default_context()
        return smtplib.SMTP_SSL(relay.host, relay.port, timeout=CONNECT_SECONDS, context=safe)
    return smtplib.SMTP(relay.host, relay.port, timeout=CONNECT_SECONDS)
