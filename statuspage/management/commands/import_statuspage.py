"""Takes in an account of Statuspage."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from statuspage.importing.people import import_subscriber, import_template
from statuspage.importing.reading import Export, Unusable, read_export
from statuspage.importing.shown import Tally, import_components, import_page, settle_statuses
from statuspage.importing.told import import_notice
from statuspage.models import Component


class Command(BaseCommand):
    help = (
        "Take in an export of a Statuspage account: a folder with pages.json, components.json, "
        "component-groups.json, incidents.json, subscribers.json and incident_templates.json, "
        "as its API answers them. Nobody is told, and what is there already stays as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would be made, and make nothing."
        )

    def handle(self, *args: Any, folder: Path, dry_run: bool, **options: Any) -> None:
        try:
            export = read_export(folder)
            with transaction.atomic():
                tally = _take_in(export)
                transaction.set_rollback(dry_run)
        except Unusable as error:
            raise CommandError(f"Nothing was imported.\n{error}") from error
        for note in tally.notes:
            self.stdout.write(note)
        words = "would be made" if dry_run else "made"
        for what in sorted({*tally.made, *tally.known}):
            made, known = tally.made.get(what, 0), tally.known.get(what, 0)
            self.stdout.write(f"{what}: {made} {words}, {known} there already")


def _take_in(export: Export) -> Tally:
    """All of it or, where something refuses, nothing."""
    tally, at = Tally(), timezone.now()
    if export.page is not None:
        import_page(export.page, tally, at=at)
    known = set(Component.objects.values_list("pk", flat=True))
    components = import_components(export, tally, at=at)
    for notice in export.notices:
        import_notice(notice, components, tally, at=at)
    fresh = {one.pk for one in components.values()} - known
    settle_statuses(export, components, fresh=fresh, at=at)
    for subscriber in export.subscribers:
        import_subscriber(subscriber, components, tally, at=at)
    for template in export.templates:
        import_template(template, components, tally)
    return tally
