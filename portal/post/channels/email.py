"""E-mail by SMTP: one connection for many letters, every reply attributed to its recipient.

Where the relay offers PIPELINING (RFC 2920), a letter's text and the next letter's envelope
travel together: one round trip a letter, and never more than one letter whose fate is unknown.
"""

import contextlib
from collections.abc import Iterator
from email.utils import parseaddr
from functools import lru_cache
from types import TracebackType

from django.conf import settings

from portal.failpoints import failpoint
from portal.post.channels.letters import (
    Ambiguous,
    Deferred,
    Handover,
    Letter,
    NotTaken,
    Refused,
    Unreachable,
)
from portal.post.channels.relay import Relay, Reply, Wire, connect

PERMANENT = 500
START_INPUT = 354
ACCEPTED = range(200, 300)
CLOSING = {421, -1}
COMMANDS = ("MAIL", "RCPT", "DATA")
DOT = b".\r\n"


class SmtpSession:
    """An open connection that takes one letter after another."""

    def __init__(self, relay: Relay) -> None:
        self.relay = relay
        self.wire: Wire | None = None

    def __enter__(self) -> "SmtpSession":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.wire is not None:
            self.wire.quit()
            self.wire = None

    def carry(self, handover: Handover) -> None:
        """Carry until there are no more letters; raises Unreachable."""
        letter, opened = handover.next(), False
        while letter is not None:
            if not opened and not self._open(letter, handover):
                letter = handover.next()
                continue
            if not handover.may_leave(letter):
                # The relay waits for a text it shall not get: only hanging up stops it.
                self.drop()
                letter, opened = handover.next(), False
                continue
            letter, opened = self._hand_over(letter, handover)

    def _hand_over(self, letter: Letter, handover: Handover) -> tuple[Letter | None, bool]:
        """Send a text, and with it the next letter's envelope; that letter, and whether the
        relay waits for its text."""
        wire = self._connected()
        following = handover.next() if wire.pipelines else None
        envelope = self._envelope(following) if following else b""
        try:
            wire.send(_dotted(letter.data) + envelope)
            handover.left(letter)
            reply = wire.reply()
        except OSError as error:
            self.drop()
            handover.answered(letter, Ambiguous(f"No answer after the text left: {error}"))
            return following or handover.next(), False
        failpoint("post.answered")
        handover.answered(letter, _judged("TEXT", reply))
        if reply[0] in CLOSING:
            self.drop()
            return following or handover.next(), False
        if following is None:
            return handover.next(), False
        if self._opened(following, handover):
            return following, True
        return handover.next(), False

    def _open(self, letter: Letter, handover: Handover) -> bool:
        """Send an envelope; whether the relay waits for the text."""
        wire = self._connected()
        if wire.pipelines:
            with self._hung_up():
                wire.send(self._envelope(letter))
            return self._opened(letter, handover)
        lines = self._envelope(letter).splitlines(keepends=True)
        for command, line in zip(COMMANDS, lines, strict=True):
            with self._hung_up():
                reply = wire.ask(line)
            if error := _judged(command, reply):
                self._refused(letter, handover, error, reply)
                return False
        return True

    def _opened(self, letter: Letter, handover: Handover) -> bool:
        """Read the three replies to a pipelined envelope."""
        with self._hung_up():
            replies = [self._connected().reply() for _ in range(3)]
        for command, reply in zip(COMMANDS, replies, strict=True):
            if error := _judged(command, reply):
                if command != "DATA" and replies[2][0] == START_INPUT:
                    self._close_empty()
                self._refused(letter, handover, error, reply)
                return False
        return True

    def _close_empty(self) -> None:
        """RFC 2920 3.1: a relay that asks for a text nobody may receive gets an empty one."""
        with self._hung_up():
            self._connected().ask(DOT)

    def _refused(self, letter: Letter, handover: Handover, error: Exception, reply: Reply) -> None:
        if reply[0] in CLOSING or isinstance(error, Unreachable):
            self.drop()
            raise Unreachable(str(error))
        handover.answered(letter, error)
        with self._hung_up():
            self._connected().ask(b"RSET\r\n")

    def _envelope(self, letter: Letter) -> bytes:
        body = " BODY=8BITMIME" if self._connected().takes_8bit else ""
        return (
            f"MAIL FROM:<{_bare(letter.sender)}>{body}\r\nRCPT TO:<{letter.address}>\r\nDATA\r\n"
        ).encode()

    @contextlib.contextmanager
    def _hung_up(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.drop()
            raise Unreachable(f"The mail server hung up: {error}") from error

    def _connected(self) -> Wire:
        if self.wire is None:
            self.wire = connect(self.relay, patience=settings.MAIL_REPLY_SECONDS)
        return self.wire

    def drop(self) -> None:
        """Hang up, whatever the relay is waiting for."""
        if self.wire is not None:
            self.wire.close()
            self.wire = None


@lru_cache(maxsize=64)
def _bare(sender: str) -> str:
    return parseaddr(sender)[1]


def _dotted(data: bytes) -> bytes:
    """The text as it travels: leading dots doubled (RFC 5321 4.5.2), ended by a lone dot."""
    if data.startswith(b"."):
        data = b"." + data
    if b"\r\n." in data:
        data = data.replace(b"\r\n.", b"\r\n..")
    return data + (DOT if data.endswith(b"\r\n") else b"\r\n" + DOT)


def _judged(command: str, reply: Reply) -> Exception | None:
    """What a reply means: a sender that is refused is nobody's letter, a recipient that is
    refused is that address, a text that is refused is this letter."""
    code, words = reply
    if code == START_INPUT if command == "DATA" else code in ACCEPTED:
        return None
    said = f"{code} {words.decode(errors='replace')}"[:500]
    if code < PERMANENT:
        return Deferred(said)
    return {"MAIL": Unreachable, "RCPT": Refused}.get(command, NotTaken)(said)
