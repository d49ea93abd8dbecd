"""Check every promise ever made against what was said and sent; fails when they disagree."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from incidents.comms.reconciling import ENDINGS, accounts, disagreements


class Command(BaseCommand):
    help = "Find promises that are lost, unsettled, wrongly settled or disagree with the outbox."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--at",
            type=datetime.fromisoformat,
            default=None,
            help="The moment to judge silence by, with its zone; now, if none is given.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for one in accounts():
            counts = ", ".join(f"{one.promises[ending]} {ending}" for ending in ENDINGS)
            self.stdout.write(
                f"{one.audience}: {counts}; {one.written} updates by people, "
                f"{one.held} held; {one.messages} messages"
            )
        found = disagreements(at=options["at"] or timezone.now())
        for line in found:
            self.stdout.write(str(line))
        if found:
            raise CommandError(f"{len(found)} disagreements between promises, words and outbox.")
        self.stdout.write("Every promise is accounted for.")
