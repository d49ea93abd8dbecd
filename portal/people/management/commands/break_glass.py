from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from portal.people.actions.issue_break_glass import issue_break_glass


class Command(BaseCommand):
    help = (
        "Issue an account for the day single sign-on or everybody's phone is gone. Keep two, "
        "sealed, with different people; issue them anew after each use and every quarter."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="like glass-1@example.com; needs no mailbox")
        parser.add_argument("--name", default="Break glass")

    def handle(self, *, email: str, name: str, **_: Any) -> None:
        made = issue_break_glass(email=email, name=name, by=None, at=timezone.now())
        print(f"Sign in as     {made.person.email}")
        print(f"Password       {made.password}")
        print(f"Second factor  {made.second_factor}  (a TOTP secret, for any authenticator app)")
        print("This is shown once. Write it down, seal it, and keep it off this machine.")
