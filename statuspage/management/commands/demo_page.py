"""The demo's status page: components in groups, and some history for their bars."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from statuspage.actions.set_component_status import set_component_status
from statuspage.models import Component, ComponentGroup, Page

GROUPS = (
    ("Payments", ("Checkout", "Card processing", "Refunds", "Payouts")),
    ("Accounts", ("Sign-in", "Merchant dashboard")),
    ("Developers", ("API", "Webhooks")),
)
# Component, days ago, minutes, status.
PAST = (
    ("Checkout", 73, 34, "partial_outage"),
    ("Card processing", 73, 34, "partial_outage"),
    ("Webhooks", 48, 130, "major_outage"),
    ("Sign-in", 26, 50, "degraded_performance"),
    ("API", 73, 40, "partial_outage"),
)


class Command(BaseCommand):
    help = "Add the demo's components. Only in demo mode."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data is only for demo mode: set ALLCLEAR_DEMO=1.")
        if Component.objects.exists():
            return
        with transaction.atomic():
            _fill(timezone.now())


def _fill(now: datetime) -> None:
    page = Page.objects.the_page()
    page.name = "Northwind Pay"
    page.save(update_fields=["name"])
    started = (now - timedelta(days=200)).date()
    for position, (name, members) in enumerate(GROUPS, start=1):
        group = ComponentGroup.objects.create(name=name, position=position)
        for place, member in enumerate(members, start=1):
            Component.objects.create(name=member, group=group, position=place, start_date=started)
    for name, days, lasted, status in PAST:
        component = Component.objects.get(name=name)
        at = now - timedelta(days=days)
        end = at + timedelta(minutes=lasted)
        set_component_status(component=component, status=status, by_name="Mei Chen", at=at)
        set_component_status(component=component, status="operational", by_name="Mei Chen", at=end)
