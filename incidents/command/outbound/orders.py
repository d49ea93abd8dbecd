"""What an errand asks of another system, and what comes back: plain values, no database."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from portal.post.channels.outside import Answer, NoAnswer, NotAllowed, ask

# Statuses of HTTP: not refused but not now, refused, a trouble of theirs.
REFUSED, BAD, TOO_MANY, TROUBLE = (401, 403), 400, 429, 500
OTHERWISE = 300


class Later(Exception):
    """A passing trouble: ask again, after so many seconds where the other side says so."""

    def __init__(self, reason: str, *, seconds: float = 0.0) -> None:
        self.seconds = seconds
        super().__init__(reason)


class Misconfigured(Exception):
    """It will not work until somebody changes the settings; the text says which."""


@dataclass(frozen=True)
class Order:
    """One errand. `key` is the same however often it is run."""

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


@dataclass(frozen=True)
class Brought:
    """What the other system made; empty where it made nothing that has an address."""

    channel_name: str = ""
    channel_url: str = ""
    ticket_ref: str = ""
    ticket_url: str = ""
    said: str = ""


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
        body = json.dumps(data).encode()
    sent = {"User-Agent": "Allclear", "Accept": "application/json", **(headers or {})}
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
        raise Later(f"No answer: {error}") from error
    if answer.status == TOO_MANY or answer.status >= TROUBLE:
        raise Later(f"It answered {answer.status}.", seconds=answer.retry_after)
    return answer


def read(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer; an empty one for anything else."""
    try:
        found = json.loads(answer.body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
