"""The demo's status page: components in groups, and some history for their bars."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from portal.people.models import User
from statuspage.actions.announce import announce
from statuspage.actions.schedule_maintenance import schedule_maintenance
from statuspage.actions.set_component_status import set_component_status
from statuspage.models import Audience, Component, ComponentGroup, Page

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
LANGUAGES = ["en", "fr", "es", "de"]
ANNOUNCED: dict[str, Any] = {
    "title": "Webhooks of version 1 end on 31 January",
    "text": "Version 2 sends the same events. Switch in your dashboard when it suits you.",
    "translations": {
        "fr": {
            "title": "Les webhooks de la version 1 prennent fin le 31 janvier",
            "text": "La version 2 envoie les mêmes événements. Changez quand cela vous convient.",
        },
        "de": {
            "title": "Webhooks der Version 1 enden am 31. Januar",
            "text": "Version 2 sendet dieselben Ereignisse. Wechseln Sie, wann es Ihnen passt.",
        },
    },
}
PLANNED: dict[str, Any] = {
    "title": "Database maintenance: payments cluster upgrade",
    "text": "Card payments keep working. Refunds and payout reports may be delayed by up to 10 "
    "minutes. If it overruns, we will say so here.",
    "titles": {
        "fr": "Maintenance de la base de données : mise à niveau des paiements",
        "es": "Mantenimiento de la base de datos: actualización de pagos",
        "de": "Datenbankwartung: Aktualisierung für Zahlungen",
    },
    "translations": {
        "fr": {"status_text": "Les paiements par carte continuent de fonctionner."},
        "es": {"status_text": "Los pagos con tarjeta siguen funcionando."},
        "de": {"status_text": "Kartenzahlungen funktionieren weiter."},
    },
}


class Command(BaseCommand):
    help = "Add the demo's components; once there are people, what is said. Only in demo mode."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data is only for demo mode: set ALLCLEAR_DEMO=1.")
        with transaction.atomic():
            if not Component.objects.exists():
                _fill(timezone.now())
            if User.objects.exists() and not Audience.objects.exists():
                _say_what_is_ahead(timezone.now())


def _fill(now: datetime) -> None:
    page = Page.objects.the_page()
    page.name = "Northwind Pay"
    page.description = "How card payments, accounts and the API of Northwind Pay are working."
    page.languages = LANGUAGES
    page.save(update_fields=["name", "description", "languages"])
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


def _say_what_is_ahead(now: datetime) -> None:
    """A planned night, a banner, and a component that only one circle of people sees."""
    circle = Audience.objects.create(name="Enterprise customers")
    circle.members.set(User.objects.filter(is_active=True, email__startswith="kofi@"))
    theirs = Component.objects.create(
        name="Settlement reports",
        description="For enterprise customers only",
        position=len(GROUPS[0][1]) + 1,
        group=ComponentGroup.objects.get(name="Payments"),
        start_date=(now - timedelta(days=200)).date(),
    )
    theirs.audiences.set([circle])
    night = (now + timedelta(days=3)).replace(hour=2, minute=0, second=0, microsecond=0)
    named = Component.objects.public().filter(name__in=("Refunds", "Payouts"))
    schedule_maintenance(
        scheduled_for=night,
        scheduled_until=night + timedelta(hours=1),
        components=[one.public_id for one in named.in_order()],
        key="demo-maintenance",
        by_name="Mei Chen",
        at=now,
        **PLANNED,
    )
    lead = User.objects.filter(is_active=True, email__startswith="mei@").first()
    if lead is not None:
        announce(by=lead, at=now, **ANNOUNCED)
