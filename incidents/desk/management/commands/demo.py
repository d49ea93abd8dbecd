"""Fill an empty Allclear with Northwind Pay's day."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from incidents.desk import (
    demo_adapters,
    demo_alerts,
    demo_changes,
    demo_company,
    demo_duties,
    demo_intake,
    demo_story,
)
from incidents.desk.demo_others import ask_others, make_others
from incidents.desk.demo_work import look_for_the_cause
from portal.people.demo import PASSWORD, PEOPLE
from portal.people.models import User


class Command(BaseCommand):
    help = "Add demo people, services and incidents, through the real actions. Only in demo mode."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data is only for demo mode: set ALLCLEAR_DEMO=1.")
        if User.objects.exists():
            self.stdout.write("There are people already: nothing added.")
            return
        now = timezone.now()
        with transaction.atomic():
            call_command("demo_page")
            people = demo_company.make_people()
            call_command("demo_page")
            services = demo_company.make_services()
            demo_duties.make_duties(people, at=now)
            make_others(people, services, at=now)
            demo_company.make_audiences(people)
            demo_company.make_ways_out()
            demo_company.make_integration(services, at=now)
            demo_changes.changes_of_the_day(services, now=now)
            demo_story.refunds_late(people, services, now=now)
            checkout = demo_story.checkout_fails(people, services, now=now)
            login = demo_story.sign_in_slow(people, services, now=now)
            look_for_the_cause(checkout, login, people, now=now)
            demo_intake.sources_of_the_day(now=now)
            demo_alerts.alerts_of_the_day(checkout, login, people, now=now)
            ask_others(checkout, people, now=now)
            demo_adapters.adapters_of_the_day(checkout, people, now=now)
        for email, name, _title, group in PEOPLE:
            self.stdout.write(f"{group}: {name}, {email}, password {PASSWORD}")
