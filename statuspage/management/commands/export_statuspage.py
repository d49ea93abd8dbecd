"""Writes the public site for any static host."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from statuspage.snapshot.publishing import publish_site


class Command(BaseCommand):
    help = "Publish the status page and copy it, with its compressed files, into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty. Name a new or an empty folder.")
        publish_site()
        shutil.copytree(settings.PUBLIC_DIR, folder, ignore=_own, dirs_exist_ok=True)
        count = sum(1 for file in folder.rglob("*") if file.is_file())
        self.stdout.write(f"{count} files in {folder}")


def _own(_: str, names: list[str]) -> set[str]:
    """What is in the folder for us alone."""
    return {name for name in names if name.startswith(".") and name != ".well-known"}
