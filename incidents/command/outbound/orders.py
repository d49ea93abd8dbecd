"""What an errand asks of another system, and what comes back: plain values, no database."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from portal.post.channels.outside import Answer, NoAnswer, NotAllowed, ask, why_not

# Statuses of HTTP: not refused but not now, refused, a trouble of theirs.
REFUSED, BAD, TOO_MANY, TROUBLE = (401, 403), 400, 429, 500
OTHERWISE = 300
MOST_KEPT = 1000


class Later(Exception):
    """A passing trouble: ask again, after so many seconds where the other side says so."""

    def __init__(self, reason: str, *, seconds: float = 0.0) -> None:
        self.seconds = seconds
        super().__init__(reason)


class Misconfigured(Exception):
    """It will not work until somebody changes the settings; the text says which."""


class Over(Exception):
    """The other side says that it is over for good."""


@dataclass(frozen=True)
class Heard:
    """One answer: its status (0: none came), its beginning, how long it took."""

    status: int
    text: str
    milliseconds: int


@dataclass(frozen=True)
class Telling:
    """One event to tell. `text` is a sentence or several, `body` the whole for programs. On a
    `repeat` it may have been told since `first_try` (unix); `left_out` lines came before it."""

    ident: str
    kind: str
    number: int
    label: str
    text: str
    by: str
    clock: str
    body: dict[str, Any] = field(default_factory=dict)
    email: str = ""
    repeat: bool = False
    first_try: float = 0.0
    left_out: int = 0

    @property
    def mark(self) -> str:
        """What shows a person, and a retry, which event a comment tells of."""
        return f"event {self.number}"


@dataclass(frozen=True)
class Order:
    """One errand. `key` is the same however often it is run; `ident` and `shown` are what an
    earlier one made and wrote; `state`, `leader` and `next_update` are as they are now."""

    key: str
    reference: str
    title: str
    severity: str
    level: int
    room_url: str
    channel_name: str
    private: bool
    base_url: str
    account: str
    secret: str
    place: str
    invite: tuple[str, ...] = ()
    repeat: bool = False
    first_try: float = 0.0
    state: str = ""
    leader: str = ""
    next_update: str = ""
    has_ended: bool = False
    ident: str = ""
    shown: Mapping[str, Any] = field(default_factory=dict)
    older_secret: str = ""
    done_name: str = ""
    archive: bool = False
    telling: Telling | None = None
    heard: list[Heard] = field(default_factory=list)


@dataclass(frozen=True)
class Brought:
    """What the other system made; empty where it made nothing that has an address."""

    channel_name: str = ""
    channel_url: str = ""
    ticket_ref: str = ""
    ticket_url: str = ""
    said: str = ""
    ident: str = ""
    ref: str = ""
    shown: Mapping[str, Any] = field(default_factory=dict)


def call(
    order: Order,
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    data: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """One request to the order's system. Raises Later or Misconfigured where it cannot be
    answered at all; the status is the caller's to judge."""
    url = f"{order.base_url.rstrip('/')}{path}" + (f"?{urlencode(query)}" if query else "")
    body, kind = None, "application/json"
    if form is not None:
        body, kind = urlencode(form).encode(), "application/x-www-form-urlencoded"
    elif data is not None:
        body = encoded(data)
    sent = {"User-Agent": "Allclear", "Accept": "application/json", **(headers or {})}
    began = time.monotonic()
    try:
        answer = ask(
            method,
            url,
            body=body,
            headers={**sent, **({"Content-Type": kind} if body else {})},
            listed=True,
        )
    except NotAllowed as error:
        raise Misconfigured(f"The address cannot be used. {error}") from error
    except (OSError, NoAnswer) as error:
        _hear(order, 0, str(error), began)
        raise Later(why_not(error, url)) from error
    _hear(order, answer.status, answer.body.decode(errors="replace"), began)
    if answer.status == TOO_MANY or answer.status >= TROUBLE:
        raise Later(f"It answered {answer.status}.", seconds=answer.retry_after)
    return answer


def encoded(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data).encode()


def _hear(order: Order, status: int, text: str, began: float) -> None:
    lasted = round((time.monotonic() - began) * 1000)
    order.heard.append(Heard(status, text.replace("\0", "")[:MOST_KEPT], lasted))


def read(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer; an empty one for anything else."""
    try:
        found = json.loads(answer.body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def told(order: Order) -> Telling:
    """What is to be told, of an order that tells."""
    if order.telling is None:
        raise LookupError("This order tells nothing.")
    return order.telling
