"""Real processes on loopback to hurt: workers, a recording relay, a database of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from portal.embedded.postgres import Postgres
from portal.post.models import Delivery
from tests.running import ROOT, descendants, eventually, free_port

WHOLE = os.environ.get("FAULTS") == "whole"
# Nobody listens there: the broker is gone.
NO_BROKER = "redis://127.0.0.1:1/0"


def sized(*, whole: int, short: int) -> int:
    """How many: all of them by `make faults`, fewer in every run of the tests."""
    return whole if WHOLE else short


@dataclass
class Ground:
    """Started by `ground`; everything on it ends with the test."""

    folder: Path
    port: int
    env: dict[str, str]
    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)
    relay: "subprocess.Popen[bytes] | None" = None

    @property
    def accepted_log(self) -> Path:
        return self.folder / "accepted.log"

    def accepted(self) -> Counter[str]:
        """How many copies of a letter each address took, by what the relay logged."""
        return Counter(entry["to"] for entry in self.entries())

    def entries(self) -> list[dict[str, str]]:
        if not self.accepted_log.exists():
            return []
        whole, _, _ = self.accepted_log.read_text().rpartition("\n")
        return [json.loads(line) for line in whole.splitlines()]

    def start_relay(self, *, late: float = 0.0) -> None:
        self.relay = self._start(
            "relay", "-m", "tests.faults.sink", str(self.port), str(self.accepted_log), str(late)
        )

    def stop_relay(self) -> None:
        if self.relay:
            self.end(self.relay)

    def worker(self, **env: str) -> "subprocess.Popen[bytes]":
        """A `keep_time`: rings timers and delivers, without a broker."""
        return self._start("worker", "manage.py", "keep_time", **env)

    def start(self, name: str, *arguments: str, **env: str) -> "subprocess.Popen[bytes]":
        return self._start(name, *arguments, **env)

    def _start(self, log: str, *arguments: str, **env: str) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{log}.log").open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env={**self.env, **env},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.processes.append(process)
        return process

    def end(
        self,
        process: "subprocess.Popen[bytes]",
        number: int = signal.SIGTERM,
        *,
        within: float = 30,
    ) -> int:
        """Signal a process and wait; its return code."""
        process.send_signal(number)
        code = process.wait(within)
        self.processes.remove(process)
        return code

    def flying(self) -> list[int]:
        """Processes that hold a batch at this moment, by their flight recorders."""
        return [int(path.name.split(".")[-3]) for path in settings.FLIGHTS.glob("*.flight")]

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text() if path.exists() else ""


@contextmanager
def ground(folder: Path, *, late: float = 0.0, **env: str) -> Iterator[Ground]:
    """A relay that answers `late` seconds late, and room for workers."""
    wanted = connection.settings_dict
    port = free_port()
    whole = {
        **os.environ,
        "DATABASE_URL": f"postgres://{wanted['USER']}@/{wanted['HOST']}/{wanted['NAME']}",
        "CELERY_BROKER_URL": NO_BROKER,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "LEASE_SECONDS": "3",
        "LOG_LEVEL": "WARNING",
        "ALLCLEAR_DEMO": "1",
        **env,
    }
    place = Ground(folder, port, whole)
    place.start_relay(late=late)
    try:
        yield place
    finally:
        for process in place.processes:
            children = descendants(process.pid)
            process.kill()
            process.wait()
            for pid in children:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


@contextmanager
def own_database(folder: Path) -> Iterator[Postgres]:
    """A PostgreSQL that this test may crash, with everything migrated; Django uses it too."""
    server = Postgres(folder / "data", folder / "run", log=folder / "postgres.log")
    server.start()
    before = {name: connection.settings_dict[name] for name in ("HOST", "NAME", "USER")}
    connection.close()
    connection.settings_dict.update(HOST=str(server.sockets), NAME="allclear", USER="allclear")
    try:
        call_command("migrate", verbosity=0)
        yield server
    finally:
        connection.close()
        connection.settings_dict.update(before)
        server.stop()


def crash(server: Postgres) -> None:
    """Stop at once, as `pg_ctl restart -m immediate` does, and start again."""
    assert server.process is not None
    server.process.send_signal(signal.SIGQUIT)
    server.process.wait(20)
    connection.close()
    server.start()


@dataclass(frozen=True)
class Tally:
    """What the relay took, held against what was owed."""

    lost: int
    doubled: int
    most_copies: int

    def __str__(self) -> str:
        return f"{self.lost} lost, {self.doubled} doubled, at most {self.most_copies} copies"


def reconcile(accepted: Counter[str], owed: set[str]) -> Tally:
    return Tally(
        lost=len(owed - set(accepted)),
        doubled=sum(count - 1 for count in accepted.values()),
        most_copies=max(accepted.values(), default=0),
    )


def everything_is_settled(within: float = 60) -> None:
    """Wait until nothing waits or is on its way."""
    eventually(lambda: not Delivery.objects.stoppable().exists(), within=within, what="the end")


def show(line: str) -> None:
    """A figure for whoever runs this by hand."""
    sys.stdout.write(f"\n{line}\n")


def pause(seconds: float) -> None:
    """The nemesis waits; nothing is asserted about how long anything takes."""
    time.sleep(seconds)
