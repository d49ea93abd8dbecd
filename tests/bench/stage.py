"""A place of its own for one benchmark: a database that commits durably, and a folder.

Nothing here imports Django: `set` makes it ready, and what measures is imported afterwards.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django
from django.core.management import call_command

from portal.embedded.postgres import Postgres

# The moment a row was committed can be asked for; durability is as in production.
_OPTIONS = ("-c", "track_commit_timestamp=on")


@dataclass(frozen=True)
class Stage:
    """`full` asks for the numbers of production, however long they take."""

    folder: Path
    postgres: Postgres
    full: bool

    def of(self, short: int, full: int) -> int:
        """How many, by the size that was asked for."""
        return full if self.full else short


@contextmanager
def set_stage(*, full: bool) -> Iterator[Stage]:
    """An empty, migrated Allclear whose processes find all they need in `os.environ`."""
    folder = Path(tempfile.mkdtemp(prefix="acb-", dir="/tmp"))
    folder.chmod(0o755)
    postgres = Postgres(
        folder / "postgres", folder / "run", options=_OPTIONS, log=folder / "postgres.log"
    )
    try:
        postgres.start()
        os.environ |= {
            "ALLCLEAR_VAR": str(folder),
            "ALLCLEAR_DEMO": "1",
            "DATABASE_URL": f"postgres://allclear@/{folder}/run/allclear",
            "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "LOG_LEVEL": "ERROR",
            "SECRET_KEY": "only-for-the-benchmark-" + "x" * 40,
            "SITE_URL": "http://127.0.0.1:8000",
        }
        django.setup()
        call_command("migrate", verbosity=0)
        yield Stage(folder, postgres, full)
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
