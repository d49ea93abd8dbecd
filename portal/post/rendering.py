"""A message as bytes: rendered once, placeholders replaced per recipient.

Text lines are wrapped below the 998 bytes of RFC 5322, because a longer line would be
encoded and a placeholder in it split.
"""

import base64
import hashlib
import re
from email.header import Header
from email.utils import format_datetime, formataddr
from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

from django.conf import settings

from portal.post.drafts import UnusableDraft
from portal.post.models import Message

LONGEST_LINE = 900
TO, IDENTITY, THREAD = "\0to\0", "\0id\0", "\0thread\0"


class PlaceholderLeft(Exception):
    """A placeholder had no value: the message is not sent half-filled."""


def check_fields(message: Message, fields: dict[str, str]) -> None:
    """A recipient must bring a value of one line for every placeholder; raises UnusableDraft."""
    missing = [name for name in message.placeholders if name not in fields]
    if missing:
        raise UnusableDraft(f"A placeholder of the text has no value: {', '.join(missing)}.")
    if any(ord(character) < ord(" ") for value in fields.values() for character in value):
        raise UnusableDraft("The value of a placeholder may hold one line only.")


class RenderedMessage:
    """The bytes all recipients of one message share, cut where theirs come in.

    Raises PlaceholderLeft when a declared placeholder is nowhere to be found.
    """

    def __init__(self, message: Message) -> None:
        self.pk, self.thread = message.pk, message.thread
        self._names = list(message.placeholders)
        self._plain = self._cut(_until_html(message))
        self._html = self._cut(_html_part(message))
        self._files = _files(message)
        found = {piece for piece in [*self._plain, *self._html] if isinstance(piece, str)}
        if missing := [name for name in self._names if name not in found]:
            raise PlaceholderLeft(f"The placeholder {missing[0]} is not in the text.")

    def for_recipient(self, address: str, *, name: str = "", fields: dict[str, str]) -> bytes:
        """The complete mail of one recipient, CRLF line ends. Raises PlaceholderLeft."""
        token = recipient_token(address)
        own = {
            TO: (formataddr((_ascii(name), address)) if name else address).encode(),
            IDENTITY: message_id(self.pk, address).encode(),
            THREAD: f"<{self.thread}.{token}@{mail_host()}>".encode(),
        }
        try:
            plain = {key: fields[key].encode() for key in self._names}
            html = {key: escape(fields[key]).encode() for key in self._names}
        except KeyError as error:
            raise PlaceholderLeft(
                f"The placeholder {error.args[0]} has no value for this recipient."
            ) from error
        return _joined(self._plain, {**own, **plain}) + _joined(self._html, html) + self._files

    def _cut(self, text: str) -> list[bytes | str]:
        """Bytes, and between them the names of what is filled in."""
        names = sorted([*self._names, TO, IDENTITY, THREAD], key=len, reverse=True)
        pieces = re.split(f"({'|'.join(re.escape(name) for name in names)})", text)
        return [
            piece if place % 2 else piece.encode() for place, piece in enumerate(pieces) if piece
        ]


def _joined(pieces: list[bytes | str], values: dict[str, bytes]) -> bytes:
    return b"".join([values[piece] if isinstance(piece, str) else piece for piece in pieces])


_PLAIN = 'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit'
_HTML = 'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit'


def _until_html(message: Message) -> str:
    lines = [f"To: {TO}", f"Message-ID: {IDENTITY}"]
    if message.thread:
        lines += [f"In-Reply-To: {THREAD}", f"References: {THREAD}"]
    lines += [f"{name}: {value}" for name, value in message.headers.items()]
    lines += [
        f"From: {settings.MAIL_FROM}",
        f"Subject: {_ascii(message.subject)}",
        f"Date: {format_datetime(message.created_at)}",
        "MIME-Version: 1.0",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
    ]
    head, text = "\r\n".join(lines), _wrapped(message.text)
    if not message.html:
        return f"{head}\r\n{_PLAIN}\r\n\r\n{text}"
    boundary = _boundary(message)
    if message.attachments:
        whole = _boundary(message, "whole")
        head += f'\r\nContent-Type: multipart/mixed;\r\n boundary="{whole}"\r\n\r\n--{whole}'
    return (
        f'{head}\r\nContent-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n'
        f"--{boundary}\r\n{_PLAIN}\r\n\r\n{text}\r\n"
    )


def _html_part(message: Message) -> str:
    if not message.html:
        return ""
    boundary = _boundary(message)
    return f"--{boundary}\r\n{_HTML}\r\n\r\n{_wrapped(message.html)}\r\n--{boundary}--\r\n"


def _files(message: Message) -> bytes:
    """What goes with the mail, each file in base64; only beside an HTML part."""
    if not message.attachments or not message.html:
        return b""
    whole = _boundary(message, "whole")
    parts = []
    for one in message.attachments:
        kind, name = one["content_type"], one["name"]
        content = base64.encodebytes(one["text"].encode()).replace(b"\n", b"\r\n").decode()
        parts.append(
            f"--{whole}\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
            f'Content-Disposition: attachment; filename="{name}"\r\n\r\n{content}'
        )
    return "".join([*parts, f"--{whole}--\r\n"]).encode()


def _boundary(message: Message, part: str = "") -> str:
    digest = hashlib.sha256(f"{message.pk}:{message.key}{part}".encode()).hexdigest()
    return f"=_{digest[:32]}"


def message_id(message: int, address: str) -> str:
    """Stable for one message and recipient, so that a repeat is recognisable."""
    return f"<m{message}.{recipient_token(address)}@{mail_host()}>"


def recipient_token(address: str) -> str:
    return hashlib.sha256(address.lower().encode()).hexdigest()[:20]


def mail_host() -> str:
    return _host_of(settings.SITE_URL)


@lru_cache(maxsize=4)
def _host_of(url: str) -> str:
    return urlsplit(url).hostname or "localhost"


def _ascii(text: str) -> str:
    return (
        text if text.isascii() else Header(text, "utf-8", maxlinelen=70).encode("", linesep="\r\n")
    )


def _wrapped(text: str) -> str:
    return "\r\n".join(part for line in text.splitlines() for part in _pieces(line))


def _pieces(line: str) -> list[str]:
    """Cut an over-long line at spaces, by bytes."""
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
