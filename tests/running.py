"""A whole Allclear as real processes, for tests that need nothing less."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from portal.embedded.places import Places
from portal.embedded.postgres import DATABASE, Postgres
from tests.migrated import TEST_DATABASE, migrated

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def eventually(holds: Callable[[], object], *, within: float, what: str) -> None:
    """Look until it holds; fails with `what` after `within` seconds."""
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not happen within {within:.0f} s"
        time.sleep(0.05)


@dataclass
class RunningAllclear:
    """One `manage.py up`: its address, its folder, its process, its database."""

    url: str
    var: Path
    process: "subprocess.Popen[bytes]"
    env: dict[str, str]

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**self.env, "SECRET_KEY": (self.var / "secret-key").read_text()},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def sql(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        address = f"host={self.var / 'run'} user=allclear dbname=allclear"
        with psycopg.connect(address, autocommit=True) as connection:
            cursor = connection.execute(statement, list(values) or None)
            return cursor.fetchall() if cursor.description else []

    def make_due(self, kind: str) -> None:
        """Move time for one kind of timer: what is set rings now."""
        self.sql(
            "UPDATE clock_timer SET due_at = now(), next_try_at = now() "
            "WHERE kind = %s AND state = 'set'",
            kind,
        )

    def pids(self, word: str) -> list[int]:
        """Descendants whose command line holds a word."""
        found = []
        for pid in descendants(self.process.pid):
            try:
                line = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if word in line:
                found.append(pid)
        return found


def descendants(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
            parents.setdefault(parent, []).append(int(entry.name))
    found, todo = [], [root]
    while todo:
        children = parents.get(todo.pop(), [])
        found += children
        todo += children
    return found


def prepare_database(var: Path) -> None:
    """What the first start would make in its folder, but for the demo."""
    shutil.copytree(migrated(), var / "postgres")
    server = Postgres(var / "postgres", Places(var).sockets)
    server.start()
    try:
        with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {DATABASE}")
            connection.execute(f"ALTER DATABASE {TEST_DATABASE} RENAME TO {DATABASE}")
    finally:
        server.stop()


@contextmanager
def running_allclear(var: Path, *, fresh: bool = False, **env: str) -> Iterator[RunningAllclear]:
    """Start `manage.py up` on a free port and stop it at the end, whatever happened. Unless
    all shall be `fresh`, its migrations have run before."""
    port = free_port()
    if not fresh and "DATABASE_URL" not in env and not (var / "postgres").exists():
        prepare_database(var)
    shared = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "SECRET_KEY", "ALLCLEAR_VAR", "CELERY_BROKER_URL"}
    }
    whole = {
        **shared,
        "ALLCLEAR_VAR": str(var),
        "BIND": f"127.0.0.1:{port}",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLCLEAR_DEMO": "1",
        **env,
    }
    log = var.parent / "up.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=whole,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:

        def started() -> bool:
            assert process.poll() is None, log.read_text()
            return b"Stop with Ctrl-C" in log.read_bytes()

        eventually(started, within=240, what="the start")
        yield RunningAllclear(f"http://127.0.0.1:{port}", var, process, whole)
    finally:
        children = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            for pid in children:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
