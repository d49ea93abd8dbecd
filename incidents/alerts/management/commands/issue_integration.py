"""Make an integration's secret, from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from incidents.alerts.actions.issue_integration import issue_integration


class Command(BaseCommand):
    help = "Create an integration (or replace its secret) and print the secret, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        _, secret = issue_integration(name=options["name"], by=None, at=timezone.now())
        self.stdout.write(secret)
