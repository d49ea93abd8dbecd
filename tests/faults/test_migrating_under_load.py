"""A million rows, a reader that holds on, a risky migration: nobody waits long."""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.running import ROOT, eventually

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
ROWS, HOLDS, MOST_STALL = 1_000_000, 6.0, 1.5
APP = {
    "__init__.py": "",
    "models.py": "",
    "migrations/__init__.py": "",
    "migrations/0001_initial.py": """
from django.db import migrations, models
class Migration(migrations.Migration):
    initial = True
    operations = [migrations.CreateModel("Row", [
        ("id", models.BigAutoField(primary_key=True)), ("word", models.CharField(max_length=40))])]
""",
    "migrations/0002_a_column.py": """
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.AddField("row", "kind", models.CharField(max_length=9, db_default=""))]
""",
    "migrations/0003_an_index.py": """
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
class Migration(migrations.Migration):
    atomic = False
    dependencies = [("ledger", "0002_a_column")]
    operations = [AddIndexConcurrently("row", models.Index(fields=["word"], name="row_word"))]
""",
}
SETTINGS = "from portal.settings import *\nINSTALLED_APPS = [*INSTALLED_APPS, 'ledger']\n"


@pytest.fixture
def address() -> Iterator[str]:
    """A database of its own on the test server."""
    wanted = connection.settings_dict
    server = f"host={wanted['HOST']} user={wanted['USER']} dbname="
    with psycopg.connect(server + "postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE under_load")
        try:
            yield server + "under_load"
        finally:
            admin.execute("DROP DATABASE under_load WITH (FORCE)")


def migrate(folder: Path, *arguments: str, settings: str = "under_load") -> "subprocess.Popen[str]":
    for name, text in APP.items():
        file = folder / "ledger" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (folder / "under_load.py").write_text(SETTINGS)
    wanted = connection.settings_dict
    env = {
        **os.environ,
        "PYTHONPATH": str(folder),
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_URL": f"postgres://{wanted['USER']}@/{wanted['HOST']}/under_load",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "migrate", *arguments],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finish(process: "subprocess.Popen[str]") -> str:
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    return said


def make_table(folder: Path) -> None:
    finish(migrate(folder, settings="portal.settings"))
    finish(migrate(folder, "ledger", "0001"))


@contextmanager
def readers(address: str) -> Iterator[list[float]]:
    """Reads by key all the time; the seconds each took."""
    took: list[float] = []
    over = threading.Event()

    def read() -> None:
        with psycopg.connect(address, autocommit=True) as line:
            while not over.wait(0.005):
                began = time.monotonic()
                key = random.randrange(1, ROWS)
                line.execute("SELECT word FROM ledger_row WHERE id = %s", [key]).fetchone()
                took.append(time.monotonic() - began)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield took
    finally:
        over.set()
        for thread in threads:
            thread.join()


def somebody_waits(address: str) -> bool:
    with psycopg.connect(address) as line:
        waiting = line.execute(
            "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'ledger_row'::regclass"
        )
        return waiting.fetchone() is not None


def index_is_valid(address: str) -> bool:
    with psycopg.connect(address) as line:
        found = line.execute(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = 'row_word'::regclass"
        )
        return found.fetchone() == (True,)


def test_readers_pass_while_a_migration_waits_for_its_lock(address: str, tmp_path: Path) -> None:
    make_table(tmp_path)
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(
            "INSERT INTO ledger_row (word) SELECT md5(n::text) FROM generate_series(1, %s) n",
            [ROWS],
        )

    with readers(address) as took, psycopg.connect(address) as holder:
        holder.execute("SELECT count(*) FROM ledger_row")
        process = migrate(tmp_path, "ledger")
        eventually(lambda: somebody_waits(address), within=60, what="the migration")
        began = time.monotonic()
        eventually(lambda: time.monotonic() - began > HOLDS, within=HOLDS + 1, what="waiting")
        assert process.poll() is None
        holder.commit()
        said = finish(process)

    sys.stdout.write(f"{len(took)} reads, the slowest {max(took):.2f} s\n")
    assert "A table is in use" in said
    assert max(took) <= MOST_STALL
    assert index_is_valid(address)


def test_who_holds_a_table_is_said_and_a_broken_index_is_built_anew(
    address: str, tmp_path: Path
) -> None:
    make_table(tmp_path)
    with psycopg.connect(address) as holder:
        holder.execute("SELECT count(*) FROM ledger_row")
        pid = holder.info.backend_pid
        process = migrate(tmp_path, "ledger", "--patience", "2")
        said, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert f"process {pid} for " in said
    assert "Traceback" not in said

    with psycopg.connect(address, autocommit=True) as line:
        line.execute("CREATE INDEX row_word ON ledger_row (word)")
        line.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'row_word'::regclass"
        )
    assert not index_is_valid(address)
    finish(migrate(tmp_path, "ledger"))
    assert index_is_valid(address)
