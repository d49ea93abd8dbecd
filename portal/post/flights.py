"""The flight recorder: what a worker does to each delivery, noted as it happens.

The database knows a batch: claimed under a lease before, settled after. Between these, each
step is a line in a file of the batch's own, which outlives kill -9 of its writer. Whoever
finds the file later knows of each delivery whether it was begun, may have left, or was
accepted, so that a crash leaves at most one letter a connection in doubt.
"""

import fcntl
import os
import socket
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

BEGUN, LEAVING, ACCEPTED, NOT_TAKEN = "b", "l", "a", "n"
SUFFIX = ".flight"


def new_owner() -> str:
    """Who holds a batch: this machine, this process, this batch."""
    return f"{socket.gethostname()[:40]}.{os.getpid()}.{uuid.uuid4().hex[:12]}"


class Flight:
    """The open record of one batch; its lock is held as long as its writer lives."""

    def __init__(self, owner: str) -> None:
        settings.FLIGHTS.mkdir(parents=True, exist_ok=True)
        self.path = settings.FLIGHTS / f"{owner}{SUFFIX}"
        unlocked = settings.FLIGHTS / f"{owner}.new"
        self._file = os.open(unlocked, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        unlocked.rename(self.path)

    def note(self, step: str, delivery: int) -> None:
        """One write of one line: whole or absent, from any thread."""
        os.write(self._file, f"{step}{delivery}\n".encode())

    def close(self, *, settled: bool) -> None:
        """Forget it once the database knows everything; otherwise leave it for the next."""
        if settled:
            self.path.unlink(missing_ok=True)
        os.close(self._file)


@dataclass(frozen=True)
class Found:
    """What a flight that ended early says: ids of deliveries by how far they got."""

    owner: str
    accepted: list[int] = field(default_factory=list)
    in_doubt: list[int] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)


def read(owner: str) -> Found | None:
    """The record of an owner of this place; None when there is none."""
    try:
        lines = (settings.FLIGHTS / f"{owner}{SUFFIX}").read_text().splitlines()
    except OSError:
        return None
    last: dict[int, str] = {}
    for line in lines:
        if line[1:].isdecimal():
            last[int(line[1:])] = line[0]
    by_step = {
        step: [one for one, reached in last.items() if reached == step]
        for step in (BEGUN, LEAVING, ACCEPTED, NOT_TAKEN)
    }
    return Found(
        owner=owner,
        accepted=by_step[ACCEPTED],
        in_doubt=by_step[LEAVING],
        begun=by_step[BEGUN] + by_step[NOT_TAKEN],
    )


def abandoned() -> Iterator[Found]:
    """Flights of this place whose writers are dead; each is forgotten when the caller is done
    with it, and left where it is if the caller fails."""
    for path in sorted(settings.FLIGHTS.glob(f"*{SUFFIX}")):
        with _lock_of_the_dead(path) as held:
            if held and (found := read(path.name.removesuffix(SUFFIX))):
                yield found
                path.unlink(missing_ok=True)


class _lock_of_the_dead:  # noqa: N801
    """Holds a flight's lock if its writer no longer does."""

    def __init__(self, path: Path) -> None:
        self.path, self.file = path, -1

    def __enter__(self) -> bool:
        try:
            self.file = os.open(self.path, os.O_RDONLY)
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return self.path.exists()

    def __exit__(self, *_: object) -> None:
        if self.file >= 0:
            os.close(self.file)
