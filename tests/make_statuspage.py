"""Builders of the status page."""

import io
from collections.abc import Sequence
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from statuspage.actions.open_notice import open_notice
from statuspage.actions.write_update import write_update
from statuspage.front import Front
from statuspage.models import Audience, Component, ComponentGroup, Notice, Subscriber
from statuspage.values import NoticeWords
from tests.make_record import NOON

_numbers = count(1)


def make_component(name: str = "", *, group: str = "Payments", **facts: Any) -> Component:
    number = next(_numbers)
    home, _ = ComponentGroup.objects.get_or_create(name=group)
    return Component.objects.create(name=name or f"Component {number}", group=home, **facts)


def make_words(text: str = "We are looking into it.", **facts: Any) -> NoticeWords:
    return NoticeWords(**{"status": "investigating", "status_text": text, **facts})


def make_notice(
    title: str = "Card payments fail",
    *,
    at: datetime = NOON,
    audiences: Sequence[Audience] = (),
    **facts: Any,
) -> Notice:
    return open_notice(
        audiences=audiences,
        title=title,
        words=make_words(**facts),
        started_at=at,
        key=f"test-{next(_numbers)}",
        by_name="Mei Chen",
        at=at,
    )


def make_subscriber(email: str = "ana@example.com", **facts: Any) -> Subscriber:
    return Subscriber.objects.create(
        **{
            "address": email,
            "state": "active",
            "created_at": NOON,
            "confirmed_at": NOON,
            **facts,
        }
    )


def say(notice: Notice, text: str, *, at: datetime = NOON, **facts: Any) -> Notice:
    """Another update of a notice."""
    return write_update(
        public_id=notice.public_id,
        words=make_words(text, **facts),
        key=f"test-{next(_numbers)}",
        by_name="Mei Chen",
        at=at,
    )


def read_everything(folder: Path) -> dict[str, bytes]:
    """Every published file, by its place."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


class Visitor:
    """Asks the front as a browser would; Django behind it answers 599."""

    def __init__(self) -> None:
        def behind(environ: dict[str, Any], start_response: Any) -> list[bytes]:
            start_response("599 Django", [])
            return [b""]

        self.front = Front(behind)

    def get(self, path: str, *, method: str = "GET", **headers: str) -> "Answer":
        self.front.shelf._next_look = 0.0
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": "http",
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        answer = Answer()
        answer.body = b"".join(self.front(environ, answer.start))
        return answer


class Answer:
    status = 0
    body = b""

    def start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status = int(status.split(maxsplit=1)[0])
        self.headers = dict(headers)
