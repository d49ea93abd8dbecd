"""A key for a program, shown once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from portal.people.actions.issue_token import issue_token
from portal.people.models import User


class Command(BaseCommand):
    help = "Issue an API token, such as one with the scope read_metrics for Prometheus."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what holds it")
        parser.add_argument("--owner", required=True, help="e-mail of who answers for it")
        parser.add_argument("--scope", action="append", required=True, help="may be said again")

    def handle(self, *args: Any, name: str, owner: str, scope: list[str], **options: Any) -> None:
        person = User.objects.active().filter(email__iexact=owner).first()
        if person is None:
            raise CommandError(f"Nobody active signs in as {owner}.")
        _, raw = issue_token(name=name, owner=person, scopes=scope, by=None, at=timezone.now())
        self.stderr.write("Keep it now: it is stored as a digest only.")
        self.stdout.write(raw)
