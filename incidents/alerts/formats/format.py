"""What each source has of its own: how it proves itself, how it is read and answered."""

from collections.abc import Callable
from dataclasses import dataclass

from incidents.alerts.formats.shapes import Arrived, Reading, Unreadable
from incidents.alerts.kinds import Kind

BUSY, UNAUTHORISED = 503, 401


class Proof:
    """How a source proves that it is who it says."""

    TOKEN = "token"  # a secret in a header  # noqa: S105
    ROUTING_KEY = "routing key"  # a secret in the body
    SIGNATURE = "signature"  # a digest of the body with a secret
    CERTIFICATE = "certificate"  # a signature by the provider's key


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict[str, object]
    content_type: str = "application/json"


def problem(status: int, detail: str) -> Answer:
    return Answer(status, {"status": status, "detail": detail}, "application/problem+json")


def accepted(arrived: Arrived, reading: Reading, created: bool) -> Answer:
    return Answer(202, {"status": "accepted" if created else "known"})


def refused(error: Unreadable) -> Answer:
    return problem(400, str(error))


def unproven(why: str) -> Answer:
    return problem(UNAUTHORISED, why)


def by_bytes(arrived: Arrived, reading: Reading) -> str:
    """The same bytes are the same notification: for bodies that tell their own time."""
    return "bytes"


def all_at_once(arrived: Arrived, reading: Reading) -> str:
    """Whatever waits of an integration may be worked in by one transaction."""
    return "all"


@dataclass(frozen=True)
class Format:
    """`keeps`: the headers that reading needs, kept with the body. `tell_apart`: `bytes`, an
    id of the source's own, or nothing where every arrival counts. `lane`: what is worked in
    together. `unwrap`: the JSON in what was posted; `prepare`: what is
    added to it before it is kept. `busy`: the status that makes its senders come again."""

    kind: Kind
    path: str
    read: Callable[[Arrived], Reading]
    proof: str = Proof.TOKEN
    keeps: tuple[str, ...] = ()
    tell_apart: Callable[[Arrived, Reading], str] = by_bytes
    lane: Callable[[Arrived, Reading], str] = all_at_once
    unwrap: Callable[[bytes], bytes] | None = None
    prepare: Callable[[Arrived], Arrived] | None = None
    accept: Callable[[Arrived, Reading, bool], Answer] = accepted
    refuse: Callable[[Unreadable], Answer] = refused
    unproven: Callable[[str], Answer] = unproven
    busy: int = BUSY
