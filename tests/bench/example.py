"""An example page, published with a database that ends with the process."""

from datetime import timedelta

from django.core.management import call_command

from portal.clock.now import database_now
from statuspage import published
from statuspage.actions.set_component_status import set_component_status
from statuspage.models import Component, ComponentGroup, Page
from statuspage.snapshot.publishing import publish_site
from statuspage.values import NoticeWords

NAMES = ("Checkout", "Card processing", "Refunds", "Payouts", "Settlement reports")
GROUPS = ("Payments", "Accounts", "Developers", "Data")
WORDS = (
    "We have moved payments to a backup processor while the main one is restored.",
    "About 1 in 2 card payments succeed. No payment has been taken twice.",
    "We are working with our card processor on the failed connections.",
)


def fill(*, notices: int = 3) -> None:
    """Twenty components with troubled days behind them, and open notices about some."""
    now = database_now()
    Page.objects.the_page()
    Page.objects.update(name="Northwind Pay")
    for place, name in enumerate(GROUPS):
        group = ComponentGroup.objects.create(name=name, position=place)
        for number, title in enumerate(NAMES):
            component = Component.objects.create(group=group, name=title, position=number)
            Component.objects.filter(pk=component.pk).update(created_at=now - timedelta(days=200))
            for back in range(5 + number, 85, 23):
                began = now - timedelta(days=back, hours=place)
                for status, at in (
                    ("partial_outage" if back % 2 else "degraded_performance", began),
                    ("operational", began + timedelta(minutes=20 + number)),
                ):
                    set_component_status(
                        component=component, status=status, by_name="Example", at=at
                    )
    ids = [one.public_id for one in published.components()]
    for number in range(notices):
        published.open_notice(
            title=f"{NAMES[number % 5]} failing: time-outs to card processor",
            words=NoticeWords(
                "identified",
                *WORDS,
                components={ids[number % len(ids)]: "partial_outage"},
                next_update_by=now + timedelta(days=2),
            ),
            started_at=now - timedelta(minutes=40 + number),
            key=f"example-{number}",
            by_name="Example",
            at=now,
        )


def main() -> None:
    call_command("migrate", verbosity=0)
    fill()
    publish_site(anyway=True)
