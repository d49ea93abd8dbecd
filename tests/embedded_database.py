"""One embedded PostgreSQL for the whole run, unless DATABASE_URL names a server.

A plugin (`-p tests.embedded_database`), so that it runs before Django reads its settings. The
migrations run once for each state of them; every run gets a copy of what they made, and then
migrates what the copy lacks.
"""

import atexit
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from portal.embedded.postgres import Postgres

ROOT = Path(__file__).parents[1]
TEST_DATABASE = "test_allclear"
_FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


def _embed_postgres() -> None:
    folder = Path(tempfile.mkdtemp(prefix="act-", dir="/tmp"))
    shutil.copytree(_migrated(), folder / "data")
    server = Postgres(folder / "data", folder / "run", options=_FAST, log=folder / "log")
    server.start()
    os.environ["DATABASE_URL"] = _address(folder, "allclear")

    def end() -> None:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)


def _address(folder: Path, database: str) -> str:
    return f"postgres://allclear@/{folder}/run/{database}"


def _migrated() -> Path:
    """A data folder, at rest, in which the migrations of today have run. Whoever comes while
    it is being made waits for it."""
    kept = Path("/tmp") / f"acm-{os.getuid()}"
    kept.mkdir(mode=0o700, exist_ok=True)
    made = kept / _state_of_migrations()
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for old in sorted(kept.glob("*/"), key=lambda one: one.stat().st_mtime)[:-8]:
                shutil.rmtree(old, ignore_errors=True)
            _make(Path(tempfile.mkdtemp(prefix="acn-", dir="/tmp"))).rename(made)
    return made


def _make(folder: Path) -> Path:
    server = Postgres(folder / "data", folder / "run", options=_FAST, log=folder / "log")
    server.start()
    try:
        with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {TEST_DATABASE}")
        subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"],
            env={**os.environ, "DATABASE_URL": _address(folder, TEST_DATABASE)},
            check=True,
        )
    finally:
        server.stop()
    return folder / "data"


def _state_of_migrations() -> str:
    """The same for the same migrations of ours, run by the same libraries."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for package in ("portal", "statuspage", "incidents"):
        for file in sorted((ROOT / package).glob("**/migrations/*.py")):
            digest.update(str(file.relative_to(ROOT)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def pytest_configure(config: pytest.Config) -> None:
    """The database is there already: it is migrated further, not made."""
    config.option.reuse_db = _embedded


os.environ.setdefault("ALLCLEAR_VAR", tempfile.mkdtemp(prefix="acv-", dir="/tmp"))
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
_embedded = not os.environ.get("DATABASE_URL")
if _embedded:
    _embed_postgres()
