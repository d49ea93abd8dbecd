"""A message as bytes: rendered once, placeholders replaced per recipient.

Text lines are wrapped below the 998 bytes of RFC 5322, because a longer line would be
encoded and a placeholder in it split.
"""

import hashlib
from dataclasses import dataclass
from email.header import Header
from email.utils import format_datetime, formataddr
from html import escape
from urllib.parse import urlsplit

from django.conf import settings

from portal.post.drafts import UnusableDraft
from portal.post.models import Delivery, Message

LONGEST_LINE = 900


class PlaceholderLeft(Exception):
    """A placeholder had no value: the message is not sent half-filled."""


def check_fields(message: Message, fields: dict[str, str]) -> None:
    """A recipient must bring a value for every placeholder; raises UnusableDraft."""
    missing = [name for name in message.placeholders if name not in fields]
    if missing:
        raise UnusableDraft(f"A placeholder of the text has no value: {', '.join(missing)}.")


@dataclass(frozen=True)
class RenderedMessage:
    """Bytes shared by all recipients of one message."""

    head: str
    text: str
    html: str
    boundary: str

    def for_delivery(self, delivery: Delivery, message: Message) -> bytes:
        """The complete mail of one recipient, CRLF line ends."""
        token = recipient_token(delivery.address)
        names = message.placeholders
        lines = [
            f"To: {formataddr((_ascii(delivery.name), delivery.address))}",
            f"Message-ID: {message_id(message, delivery.address)}",
        ]
        if message.thread:
            root = f"<{message.thread}.{token}@{mail_host()}>"
            lines += [f"In-Reply-To: {root}", f"References: {root}"]
        for name, value in message.headers.items():
            lines.append(f"{name}: {_fill(value, names, delivery.fields)}")
        head = "\r\n".join([*lines, self.head])
        text = _fill(self.text, names, delivery.fields)
        if not self.html:
            whole = f"{head}\r\n{_PLAIN}\r\n\r\n{text}"
        else:
            html = _fill(
                self.html, names, {key: escape(val) for key, val in delivery.fields.items()}
            )
            whole = (
                f"{head}\r\nContent-Type: multipart/alternative;\r\n"
                f' boundary="{self.boundary}"\r\n\r\n'
                f"--{self.boundary}\r\n{_PLAIN}\r\n\r\n{text}\r\n"
                f"--{self.boundary}\r\n{_HTML}\r\n\r\n{html}\r\n--{self.boundary}--\r\n"
            )
        return whole.encode()


_PLAIN = 'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit'
_HTML = 'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit'


def render(message: Message) -> RenderedMessage:
    boundary = "=_" + hashlib.sha256(f"{message.pk}:{message.key}".encode()).hexdigest()[:32]
    head = "\r\n".join(
        [
            f"From: {settings.MAIL_FROM}",
            f"Subject: {_ascii(message.subject)}",
            f"Date: {format_datetime(message.created_at)}",
            "MIME-Version: 1.0",
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: All",
        ]
    )
    return RenderedMessage(head, _wrapped(message.text), _wrapped(message.html), boundary)


def message_id(message: Message, address: str) -> str:
    """Stable for one message and recipient, so that a repeat is recognisable."""
    return f"<m{message.pk}.{recipient_token(address)}@{mail_host()}>"


def recipient_token(address: str) -> str:
    return hashlib.sha256(address.lower().encode()).hexdigest()[:20]


def mail_host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _ascii(text: str) -> str:
    return (
        text if text.isascii() else Header(text, "utf-8", maxlinelen=70).encode("", linesep="\r\n")
    )


def _fill(text: str, names: list[str], fields: dict[str, str]) -> str:
    for name in names:
        if name not in fields:
            raise PlaceholderLeft(f"The placeholder {name} has no value for this recipient.")
        text = text.replace(name, fields[name])
    return text


def _wrapped(text: str) -> str:
    return "\r\n".join(part for line in text.splitlines() for part in _pieces(line))


def _pieces(line: str) -> list[str]:
    """Cut an over-long line at spaces outside placeholders, by bytes."""
    pieces: list[str] = []
    current = ""
    for word in line.split(" "):
        candidate = f"{current} {word}" if current else word
        if len(candidate.encode()) > LONGEST_LINE and current:
            pieces.append(current)
            current = word
        else:
            current = candidate
    return [*pieces, current]
