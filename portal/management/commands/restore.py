"""A backup becomes what runs here; its mail and timers wait for a person."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.backends.utils import CursorWrapper

from portal.clock.models import Epoch
from portal.clock.now import database_now
from portal.embedded import backups, dumps
from portal.embedded.dumps import DumpFailed, database_running

KEPT = "before_restore"
_USERS = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
AND pid <> pg_backend_pid() AND application_name = 'allclear'
"""

# What constraints are made with; the restoring of a schema leaves extensions out.
EXTENSION = "btree_gist"


def _put_extension(cursor: CursorWrapper, schema: str) -> None:
    """Have it in this schema, so that it does not go with another one."""
    cursor.execute("SELECT 1 FROM pg_extension WHERE extname = %s", [EXTENSION])
    if cursor.fetchone():
        cursor.execute(f"ALTER EXTENSION {EXTENSION} SET SCHEMA {schema}")
    else:
        cursor.execute(f"CREATE EXTENSION {EXTENSION} SCHEMA {schema}")


class Command(BaseCommand):
    help = "Restore a backup into an empty database, or with --replace over what is there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="throw away what the database holds now"
        )

    def handle(self, *args: Any, folder: Path, replace: bool, **options: Any) -> None:
        try:
            manifest = backups.read(folder)
            with database_running():
                self._restore(folder, replace=replace)
                files = backups.restore_public(folder, settings.PUBLIC_DIR)
                self._look_after(manifest)
        except (DumpFailed, backups.Unusable) as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        self.stdout.write(
            f"Restored {files} published files and the database as of {manifest.made_at}. "
            "Nothing rings and nothing is sent before `manage.py release_outbox`."
        )

    def _restore(self, folder: Path, *, replace: bool) -> None:
        """Beside the old tables first: they are thrown away when the new ones are whole."""
        with connection.cursor() as cursor:
            cursor.execute(_USERS)
            (users,) = cursor.fetchone()
            if users:
                raise backups.Unusable("Allclear runs on this database. Stop it first.")
            if connection.introspection.table_names(cursor):
                if not replace:
                    raise backups.Unusable(
                        "The database is not empty. Say --replace to throw away what it holds."
                    )
                cursor.execute(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE")
                cursor.execute(f"ALTER SCHEMA public RENAME TO {KEPT}")
                cursor.execute("CREATE SCHEMA public")
            _put_extension(cursor, "public")
        try:
            dumps.run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error",
                      "--single-transaction", "--schema=public",
                      str(folder / backups.DATABASE))  # fmt: skip
        except DumpFailed:
            self._put_back()
            raise
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE")

    def _put_back(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [KEPT])
            if cursor.fetchone():
                _put_extension(cursor, KEPT)
                cursor.execute("DROP SCHEMA public CASCADE")
                cursor.execute(f"ALTER SCHEMA {KEPT} RENAME TO public")

    def _look_after(self, manifest: backups.Manifest) -> None:
        """An older backup is brought up to date, its mail held, its chains checked."""
        call_command("migrate", verbosity=0)
        mark = f"restored from {manifest.made_at}"
        Epoch.objects.update_or_create(pk=1, defaults={"mark": mark, "set_at": database_now()})
        call_command("verify_audit", stdout=self.stdout)
