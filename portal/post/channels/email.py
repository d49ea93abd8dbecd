"""E-mail by SMTP: one connection for a batch, every reply attributed to its recipient."""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from types import TracebackType
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from portal.post.channels.letters import Ambiguous, Deferred, Letter, Refused, Unreachable

CONNECT_SECONDS = 10
# RFC 5321 4.5.3.2.6 asks for ten minutes after the final dot; a lease is renewed meanwhile.
REPLY_SECONDS = 60
PERMANENT = 500
START_INPUT = 354
OK = 250


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
            f"EMAIL_URL is {url!r}: it must look like smtp://mail.example.com:25, "
            "smtp+tls://user:password@host:587 or smtps://user:password@host:465."
        )
    return Relay(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        tls=parts.scheme,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


class SmtpSession:
    """An open connection that takes one letter after another."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self.connection: smtplib.SMTP | None = None

    def __enter__(self) -> "SmtpSession":
        self._connect()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave()

    def deliver(self, letter: Letter) -> None:
        """Raises Unreachable, Deferred, Refused or Ambiguous; returning means accepted."""
        if self.connection is None:
            self._connect()
        smtp = self.connection
        assert smtp is not None  # noqa: S101
        _, sender = parseaddr(letter.sender)
        with self._lost_before_data():
            self._expect(smtp.mail(sender, ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else []))
            self._expect(smtp.rcpt(letter.address))
            self._expect(smtp.docmd("DATA"), START_INPUT)
        try:
            data = smtplib._quote_periods(letter.data)  # type: ignore[attr-defined]  # noqa: SLF001
            # One write: a second small one would wait for the first one's acknowledgement.
            smtp.send(data + (b".\r\n" if data.endswith(b"\r\n") else b"\r\n.\r\n"))
            reply = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._leave()
            raise Ambiguous(f"No answer after the text was handed over: {error}") from error
        self._expect(reply)

    @contextlib.contextmanager
    def _lost_before_data(self) -> Iterator[None]:
        try:
            yield
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            self._leave()
            raise Unreachable(f"The mail server hung up: {error}") from error

    def _expect(self, reply: tuple[int, bytes], wanted: int = OK) -> None:
        code, words = reply
        if code == wanted or (wanted == OK and code in {250, 251}):
            return
        said = f"{code} {words.decode(errors='replace')}"[:500]
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if self.connection is not None:
                self.connection.rset()
        if code in {421, -1}:
            self._leave()
            raise Unreachable(said)
        raise Refused(said) if code >= PERMANENT else Deferred(said)

    def _connect(self) -> None:
        relay = self.relay
        try:
            if relay.tls == "smtps":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    relay.host,
                    relay.port,
                    timeout=CONNECT_SECONDS,
                    context=ssl.create_default_context(),
                )
            else:
                smtp = smtplib.SMTP(relay.host, relay.port, timeout=CONNECT_SECONDS)
            smtp.ehlo_or_helo_if_needed()
            if relay.tls == "smtp+tls":
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if relay.user:
                smtp.login(relay.user, relay.password)
            if smtp.sock is not None:
                smtp.sock.settimeout(REPLY_SECONDS)
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(f"{relay.host}:{relay.port} cannot be used: {error}") from error
        self.connection = smtp

    def _leave(self) -> None:
        if self.connection is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self.connection.quit()
            self.connection.close()
            self.connection = None
