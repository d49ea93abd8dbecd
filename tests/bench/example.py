"""Example pages: a troubled one as a visitor meets it, and one with years behind it."""

from datetime import timedelta

from portal.clock.now import database_now
from statuspage import published
from statuspage.actions.set_component_status import set_component_status
from statuspage.models import (
    Component,
    ComponentGroup,
    Notice,
    NoticeComponent,
    NoticeUpdate,
    Page,
    StatusChange,
)
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


def fill_much(*, components: int = 300, notices: int = 1000) -> None:
    """A page with years behind it."""
    now = database_now()
    Page.objects.the_page()
    groups = [ComponentGroup.objects.create(name=f"Group {n}", position=n) for n in range(20)]
    made = [
        Component(group=groups[n % 20], name=f"Component {n}", position=n)
        for n in range(components)
    ]
    Component.objects.bulk_create(made)
    Component.objects.update(created_at=now - timedelta(days=900))
    StatusChange.objects.bulk_create(
        StatusChange(
            component=one,
            at=now - timedelta(days=back, minutes=0 if new == "operational" else 30),
            old_status="operational" if new != "operational" else "partial_outage",
            new_status=new,
            by_name="Example",
        )
        for one in made
        for back in range(3 + one.pk % 7, 200, 20)
        for new in ("partial_outage", "operational")
    )
    past = [
        Notice(
            key=f"past-{n}",
            title=f"Trouble number {n}",
            status="resolved",
            impact="major",
            started_at=now - timedelta(hours=20 * n + 20),
            resolved_at=now - timedelta(hours=20 * n + 19),
            created_at=now,
            updated_at=now,
        )
        for n in range(notices)
    ]
    Notice.objects.bulk_create(past)
    NoticeComponent.objects.bulk_create(
        NoticeComponent(
            notice=one,
            component=made[place % components],
            status="operational",
            worst="partial_outage",
        )
        for place, one in enumerate(past)
    )
    NoticeUpdate.objects.bulk_create(
        NoticeUpdate(
            notice=one,
            key=f"{one.key}-{status}",
            status=status,
            status_text=WORDS[0],
            impact_text=WORDS[1],
            by_name="Example",
            created_at=one.started_at,
            display_at=one.started_at + timedelta(minutes=place),
        )
        for one in past
        for place, status in enumerate(("investigating", "identified", "monitoring", "resolved"))
    )
