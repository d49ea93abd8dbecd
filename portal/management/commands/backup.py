"""Everything that cannot be made again, in one folder."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.clock.now import database_now
from portal.embedded import backups
from portal.embedded.dumps import DumpFailed, database_running


class Command(BaseCommand):
    help = "Write database and published page to a new folder, with their SHA-256."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="must not exist")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            with database_running():
                made = backups.make(
                    folder.resolve(),
                    site_url=settings.SITE_URL,
                    public=settings.PUBLIC_DIR,
                    at=database_now(),
                )
        except (DumpFailed, backups.Unusable, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        self.stdout.write(f"{folder} holds {len(made.files)} files as of {made.made_at}.")
