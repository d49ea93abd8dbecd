"""One embedded PostgreSQL for the whole run, unless DATABASE_URL names a server.

A plugin (`-p tests.embedded_database`), so that it runs before Django reads its settings. The
migrations run once for each state of them; every run gets a copy of what they made, and then
migrates what the copy lacks.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from portal.embedded.postgres import Postgres
from tests.migrated import FAST, address, migrated


def _embed_postgres() -> None:
    folder = Path(tempfile.mkdtemp(prefix="act-", dir="/tmp"))
    shutil.copytree(migrated(), folder / "data")
    server = Postgres(folder / "data", folder / "run", options=FAST, log=folder / "log")
    server.start()
    os.environ["DATABASE_URL"] = address(folder, "allclear")

    def end() -> None:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)


def pytest_configure(config: pytest.Config) -> None:
    """The database is there already: it is migrated further, not made."""
    config.option.reuse_db = _embedded


os.environ.setdefault("ALLCLEAR_VAR", tempfile.mkdtemp(prefix="acv-", dir="/tmp"))
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
_embedded = not os.environ.get("DATABASE_URL")
if _embedded:
    _embed_postgres()
