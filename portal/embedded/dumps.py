"""PostgreSQL's own programs for dumps, of the version that suits the server."""

import contextlib
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from portal.embedded.postgres import Postgres, PostgresUnavailable, program_folders

_CARRIED = ("sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs")


class DumpFailed(Exception):
    """A program could not do it; the text is what it said last."""


def run(program: str, *arguments: str) -> None:
    """Run `pg_dump` or `pg_restore` against our database; raises DumpFailed. The password
    goes by the environment, where no list of processes shows it."""
    wanted = connection.settings_dict
    address = make_conninfo(
        host=wanted.get("HOST") or None,
        port=wanted.get("PORT") or None,
        dbname=wanted["NAME"],
        user=wanted.get("USER") or None,
        **{name: value for name, value in wanted["OPTIONS"].items() if name in _CARRIED},
    )
    env = dict(os.environ)
    if wanted.get("PASSWORD"):
        env["PGPASSWORD"] = wanted["PASSWORD"]
    command = [str(find(program)), f"--dbname={address}", *arguments]
    done = subprocess.run(  # noqa: S603
        command, env=env, capture_output=True, text=True, check=False, umask=0o077
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()[-1:] or [f"it ended with {done.returncode}"]
        raise DumpFailed(f"{program}: {said[0]}")


def find(program: str) -> Path:
    """The program of the server's version, or of the next newer one: an older one refuses,
    a newer one writes what the server may not understand."""
    server = server_major()
    found = sorted(
        (major, place, folder / program)
        for place, folder in enumerate(program_folders())
        if (folder / program).exists() and (major := _major(folder / program)) >= server
    )
    if not found:
        raise DumpFailed(
            f"No {program} of PostgreSQL {server} or newer was found. Set PG_BINDIR to its folder."
        )
    return found[0][2]


def server_major() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def _major(program: Path) -> int:
    said = subprocess.run(  # noqa: S603
        [str(program), "--version"], capture_output=True, text=True, check=False
    )
    version = re.search(r"(\d+)", said.stdout)
    return int(version[1]) if version else 0


@contextlib.contextmanager
def database_running() -> Iterator[None]:
    """Our database answers inside: the embedded one is started where nobody runs it."""
    places = settings.PLACES
    embedded = Postgres(places.postgres, places.sockets)
    if os.environ.get("DATABASE_URL") or _answers(embedded):
        yield
        return
    try:
        embedded.start()
    except PostgresUnavailable as error:
        raise DumpFailed(str(error)) from error
    try:
        yield
    finally:
        connection.close()
        embedded.stop()


def _answers(embedded: Postgres) -> bool:
    with contextlib.suppress(psycopg.OperationalError):
        psycopg.connect(embedded.address(), connect_timeout=2).close()
        return True
    return False
