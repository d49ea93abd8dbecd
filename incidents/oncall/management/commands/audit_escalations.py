"""Prove that no escalation has stopped; what has is set going again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from incidents.oncall.actions.audit_escalations import audit_escalations
from incidents.oncall.models import Escalation, Page
from portal.clock.now import database_now


class Command(BaseCommand):
    help = "Find escalations and pages that wait for nothing, and set them going again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only-look", action="store_true", help="Repair nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        repair = not options["only_look"]
        found = audit_escalations(at=database_now(), repair=repair)
        for one in found:
            self.stdout.write(f"{one.about.incident.reference}: {one.about}: {one.why}")
        if found:
            did = "were set going again" if repair else "stand still"
            raise CommandError(f"{len(found)} {did}.")
        climbing, waiting = Escalation.objects.climbing().count(), Page.objects.waiting().count()
        self.stdout.write(f"{climbing} climbs and {waiting} pages: each knows what comes next.")
