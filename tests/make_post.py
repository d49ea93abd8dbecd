"""Builders of mail, and a mail server that records."""

import json
import socket
import threading
from collections.abc import Callable
from email import message_from_bytes
from email.message import Message as Mail
from itertools import count
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from portal.post import post
from portal.post.delivering import deliver_lane
from portal.post.drafts import Draft, Lane, Recipient
from portal.post.models import Message
from tests.make_record import NOON

_numbers = count(1)


def make_message(*addresses: str, **facts: Any) -> Message:
    return post_to(*(Recipient(one) for one in addresses or ("ana@example.com",)), **facts)


def post_to(*to: Recipient, **facts: Any) -> Message:
    draft = {
        "kind": "test",
        "subject": "Checkout fails",
        "text": "Status: investigating.",
        "key": f"test-{next(_numbers)}",
        **facts,
    }
    return post.send(Draft(**draft), to=to, at=NOON)


def deliver_everything() -> int:
    return sum(deliver_lane(lane, seconds=20) for lane in Lane.values)


def parts(mail: Mail) -> list[str]:
    """The texts of a mail: plain, and HTML where it has one."""
    return [
        bytes(part.get_payload(decode=True)).decode()
        for part in mail.walk()
        if not part.is_multipart()
    ]


class MailSink:
    """An SMTP server on loopback that logs each message at the moment it accepts it."""

    def __init__(self, *, log: Path | None = None) -> None:
        self.mails: list[Mail] = []
        self.connections: set[Any] = set()
        self.answer: Callable[[str], str | None] = lambda address: None
        self.to_sender = "250 OK"
        self.after_data: Callable[[str], str] = lambda address: "250 OK"
        self._log = log
        self._lock = threading.Lock()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> "MailSink":
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.to_sender

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        refusal = self.answer(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        with self._lock:
            self.mails.append(message_from_bytes(envelope.content))
            self.connections.add(session.peer)
            if self._log:
                with self._log.open("a") as log:
                    log.write(json.dumps(envelope.rcpt_tos) + "\n")
        return self.after_data(envelope.rcpt_tos[0])

    def to(self, address: str) -> list[Mail]:
        return [mail for mail in self.mails if address in str(mail["To"])]
