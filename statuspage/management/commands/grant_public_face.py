"""Gives a role of the database what the public face needs, and nothing else."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from statuspage.public_role import statements


class Command(BaseCommand):
    help = "Let an existing role read the status page and write subscriptions, nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [role]
            )
            found = cursor.fetchone()
            if found is None:
                raise CommandError(f"There is no role {role}. Make it: CREATE ROLE … LOGIN.")
            if found[0]:
                raise CommandError(f"{role} may do everything. Name a role that may do nothing.")
            for statement in statements(role):
                cursor.execute(statement)
        self.stdout.write(f"{role} reads the status page and writes subscriptions.")
