"""After a restore, a person decides what becomes of the mail and timers in the copy."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.clock import epoch
from portal.post.restoring import adopt_copy, what_waits


class Command(BaseCommand):
    help = (
        "Let timers ring and mail go out again after a restore. Until then nothing happens by "
        "itself, so that a copy never mails history again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument(
            "--drop", action="store_true", help="Stop unsent mail and cancel overdue timers first."
        )
        choice.add_argument(
            "--send", action="store_true", help="Send what waits and ring what is overdue."
        )

    def handle(self, *args: Any, drop: bool, send: bool, **options: Any) -> None:
        now = timezone.now()
        if epoch.is_ours():
            self.stdout.write("Nothing is held back: this is no restored copy.")
            return
        waiting = what_waits(at=now)
        if not (drop or send):
            raise CommandError(
                f"This database is a restored copy. {waiting} wait. Choose: --drop forgets "
                "them, --send lets them happen."
            )
        adopt_copy(drop=drop, at=now)
        self.stdout.write(f"{'Dropped' if drop else 'Released'}: {waiting}.")
