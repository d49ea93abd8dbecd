"""One embedded PostgreSQL for the whole run, unless DATABASE_URL names a server.

A plugin (`-p tests.embedded_database`), so that it runs before Django reads its settings.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from portal.embedded.postgres import Postgres

_FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


def _embed_postgres() -> None:
    folder = Path(tempfile.mkdtemp(prefix="act-", dir="/tmp"))
    server = Postgres(folder / "data", folder / "run", options=_FAST, log=folder / "log")
    server.start()
    os.environ["DATABASE_URL"] = f"postgres://allclear@/{folder}/run/allclear"

    def end() -> None:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)


os.environ.setdefault("ALLCLEAR_VAR", tempfile.mkdtemp(prefix="acv-", dir="/tmp"))
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
if not os.environ.get("DATABASE_URL"):
    _embed_postgres()
