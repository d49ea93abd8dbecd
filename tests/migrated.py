"""A PostgreSQL data folder in which our migrations have run: made once for each state of
them, from the nearest state that was kept."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from portal.embedded.postgres import Postgres

ROOT = Path(__file__).parents[1]
TEST_DATABASE, PRISTINE = "test_allclear", "pristine"
MANIFEST = "allclear-migrations.json"
FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


def address(folder: Path, database: str) -> str:
    return f"postgres://allclear@/{folder}/run/{database}"


def migrated() -> Path:
    """A data folder, at rest, in which the migrations of today have run. Whoever comes while
    it is being made waits for it."""
    kept = Path("/tmp") / f"acm-{os.getuid()}"
    kept.mkdir(mode=0o700, exist_ok=True)
    migrations = _migrations()
    name = hashlib.sha256(json.dumps(migrations).encode()).hexdigest()[:16]
    with (kept / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (kept / name).exists():
            for old in sorted(kept.glob("*/"), key=lambda one: one.stat().st_mtime)[:-12]:
                shutil.rmtree(old, ignore_errors=True)
            made = Path(tempfile.mkdtemp(prefix="acn-", dir="/tmp"))
            _make(made, _nearest(kept, migrations))
            (made / "data" / MANIFEST).write_text(json.dumps(migrations))
            (made / "data").rename(kept / name)
    return kept / name


def _nearest(kept: Path, migrations: dict[str, str]) -> Path | None:
    """What was made of the most of these migrations and of no other."""
    found = []
    for manifest in kept.glob(f"*/{MANIFEST}"):
        known = json.loads(manifest.read_text())
        if known.items() <= migrations.items():
            found.append((len(known), manifest.parent))
    return max(found, default=(0, None))[1]


def _make(folder: Path, begun: Path | None) -> None:
    if begun is not None:
        shutil.copytree(begun, folder / "data")
    server = Postgres(folder / "data", folder / "run", options=FAST, log=folder / "log")
    server.start()
    try:
        if begun is None:
            with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {TEST_DATABASE}")
        subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"],
            env={**os.environ, "DATABASE_URL": address(folder, TEST_DATABASE)},
            check=True,
        )
        with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {PRISTINE}")
            connection.execute(f"CREATE DATABASE {PRISTINE} TEMPLATE {TEST_DATABASE}")
    finally:
        server.stop()


def _migrations() -> dict[str, str]:
    """Ours by their content, and the libraries that bring their own."""
    files = [ROOT / "requirements.txt", Path(__file__)]
    for package in ("portal", "statuspage", "incidents"):
        files += sorted((ROOT / package).glob("**/migrations/*.py"))
    return {
        str(file.relative_to(ROOT)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files
    }
