"""Django's migrate, which never makes readers wait longer than a second.

A change of a table waits for whoever reads it, and everybody who comes later waits behind
the change. So it waits briefly, gives up, lets the others pass and tries again.
"""

import time
from typing import Any

import psycopg
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.migrations import Migration
from django.db.migrations.recorder import MigrationRecorder

from portal.embedded.gathered import halfway

LOCK_WAIT = 0.8
# A concurrent build of an index waits for old transactions without stopping anybody.
CONCURRENT_WAIT = 600.0
PAUSE = 2.0

# What a broken-off CREATE INDEX CONCURRENTLY leaves: it costs writes and serves no read.
_BROKEN_INDEXES = """
SELECT format('%I.%I', namespace.nspname, class.relname) FROM pg_index
JOIN pg_class class ON class.oid = indexrelid
JOIN pg_namespace namespace ON namespace.oid = class.relnamespace
WHERE NOT indisvalid AND namespace.nspname = current_schema()
  AND NOT EXISTS (SELECT 1 FROM pg_stat_progress_create_index WHERE index_relid = indexrelid)
"""
_HOLDERS = """
SELECT pid, round(extract(epoch FROM clock_timestamp() - xact_start)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
  AND xact_start < clock_timestamp() - interval '1 second' ORDER BY xact_start LIMIT 5
"""


class Command(migrate.Command):
    help = "Bring the database up to date, never making readers wait longer than a second."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--patience", type=float, default=300.0,
                            help="seconds to go on trying for a lock; 300")  # fmt: skip

    def handle(self, *args: Any, patience: float = 300.0, **options: Any) -> None:
        self.connection = connections[options["database"]]
        self._refuse_halfway()
        gives_up = time.monotonic() + patience
        while True:
            try:
                self._drop_broken_indexes()
                super().handle(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
                    raise
                if time.monotonic() > gives_up:
                    raise CommandError(self._who_holds_it(patience)) from error
                self.stderr.write("A table is in use; the others pass first, then once more.")
                time.sleep(PAUSE)
            else:
                self._wait_at_most(0)
                return

    def _refuse_halfway(self) -> None:
        apps = halfway(MigrationRecorder(self.connection).applied_migrations())
        if apps:
            raise CommandError(
                "This database is too old for this version, which cannot bring it up to date "
                f"({', '.join(apps)}). Nothing was changed. Take the last version of before, "
                "migrate with that, then with this one."
            )

    def migration_progress_callback(
        self, action: str, migration: Migration | None = None, fake: bool = False
    ) -> None:
        if action in {"apply_start", "unapply_start"} and migration is not None:
            self._wait_at_most(LOCK_WAIT if migration.atomic else CONCURRENT_WAIT)
        super().migration_progress_callback(action, migration, fake)

    def _wait_at_most(self, seconds: float) -> None:
        """Set lock_timeout; 0 is the server's own."""
        words = f"'{round(seconds * 1000)}ms'" if seconds else "DEFAULT"
        with self.connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {words}")

    def _drop_broken_indexes(self) -> None:
        with self.connection.cursor() as cursor:
            self._wait_at_most(CONCURRENT_WAIT)
            cursor.execute(_BROKEN_INDEXES)
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP INDEX CONCURRENTLY {name}")

    def _who_holds_it(self, patience: float) -> str:
        with self.connection.cursor() as cursor:
            cursor.execute(_HOLDERS)
            held = ", ".join(f"process {pid} for {age} s" for pid, age in cursor.fetchall())
        return (
            f"A table was in use for {patience:.0f} s, so nothing more was changed. Open "
            f"transactions: {held or 'none now'}. End them, then migrate again."
        )
