"""Check timelines and audit log; fails when a chain does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from incidents.record.verifying import faults


class Command(BaseCommand):
    help = "Find edited, deleted, reordered or cut rows in timelines and audit log."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(faults())
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} faults: somebody changed what is written once.")
        self.stdout.write("Every timeline and the audit log hold.")
