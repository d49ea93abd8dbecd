"""Gauges of other areas. The door knows none of them: whoever has one registers it here, in a
module named `gauges` of its app.

    @gauge("escalations_climbing", "Ladders that are climbed now.")
    def climbing(*, at: datetime) -> float: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

MOST_COUNTED = 20_000


class Read(Protocol):
    def __call__(self, *, at: datetime) -> float: ...


@dataclass(frozen=True)
class Reading:
    """One gauge as it was read."""

    name: str
    words: str
    value: float


_gauges: dict[str, tuple[str, Read]] = {}


def gauge(name: str, words: str) -> Callable[[Read], Read]:
    """Register; `name` without the product's own."""

    def register(read: Read) -> Read:
        _gauges[name] = (words, read)
        return read

    return register


def read_gauges(*, at: datetime) -> tuple[Reading, ...]:
    return tuple(Reading(name, words, read(at=at)) for name, (words, read) in _gauges.items())
