"""Make an integration's secret, from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from incidents.alerts.actions.issue_integration import issue_integration
from incidents.alerts.kinds import Kind


class Command(BaseCommand):
    help = "Create an integration (or replace its secret) and print the secret, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--kind", choices=Kind.values, default=Kind.ALERTMANAGER)

    def handle(self, *args: Any, **options: Any) -> None:
        _, secret = issue_integration(
            name=options["name"], kind=options["kind"], by=None, at=timezone.now()
        )
        self.stdout.write(secret)
