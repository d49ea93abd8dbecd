"""Whatever the page has to say, everybody can read it: on a phone, in the dark, by keyboard,
without script. With PICTURES set to a folder, every state is also photographed."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from statuspage.actions.announce import announce
from statuspage.actions.schedule_maintenance import schedule_maintenance
from statuspage.actions.start_maintenance import start_maintenance
from statuspage.models import Component, Notice, Page
from statuspage.snapshot.publishing import publish_site
from tests.browser import CHROMIUM, SIZES, serious, visit
from tests.make_people import make_user
from tests.make_statuspage import make_component, make_notice, say

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"There is no Chromium at {CHROMIUM}."),
]
PICTURES = os.environ.get("PICTURES", "")
NAMES = (("Payments", "Checkout"), ("Payments", "Refunds"), ("Accounts", "Sign-in"),
         ("Developers", "API"), ("Developers", "Webhooks"))  # fmt: skip


def make_components() -> list[Component]:
    return [make_component(name, group=group) for group, name in NAMES]


def troubled(component: Component, title: str, status: str, now: datetime) -> Notice:
    return make_notice(
        title,
        at=now - timedelta(minutes=41),
        text="We have moved payments to a backup processor while the main one is restored.",
        impact_text="About half of card payments are failing. No payment was taken twice.",
        action_text="Asking customers to retry once is safe.",
        components={component.public_id: status},
        next_update_by=now + timedelta(minutes=12),
    )


def planned(component: Component, now: datetime, *, hours: float) -> Notice:
    begins = now + timedelta(hours=hours)
    return schedule_maintenance(
        title="Database maintenance: payments cluster upgrade",
        text="Card payments keep working. Refunds may be delayed by up to 10 minutes.",
        titles={"fr": "Maintenance de la base de données"},
        scheduled_for=begins,
        scheduled_until=begins + timedelta(hours=1),
        components=[component.public_id],
        key=f"planned-{hours}",
        by_name="Mei Chen",
        at=now - timedelta(hours=1),
    )


def nothing(now: datetime) -> None:
    one = make_components()[1]
    say(troubled(one, "Refund e-mails delayed", "partial_outage", now), "Done.", status="resolved",
        at=now)  # fmt: skip


def one_open(now: datetime) -> None:
    troubled(make_components()[0], "Checkout payments failing", "partial_outage", now)


def three_open(now: datetime) -> None:
    one, two, three, *_ = make_components()
    troubled(one, "Checkout payments failing", "major_outage", now)
    troubled(two, "Refunds late", "partial_outage", now)
    troubled(three, "Sign-in slower than usual", "degraded_performance", now)


def maintained(now: datetime) -> None:
    one, two, *_ = make_components()
    running = planned(one, now, hours=-0.2)
    start_maintenance(public_id=running.public_id, by_name="Mei Chen", at=now)
    planned(two, now, hours=50)
    announce(title="Webhooks of version 1 end", text="Version 2 is ready.", by=make_user("Mei"),
             at=now)  # fmt: skip


def many(now: datetime) -> None:
    for number in range(120):
        make_component(f"Component {number}", group=f"Group {number // 10}")


STATES: tuple[Callable[[datetime], None], ...] = (nothing, one_open, three_open, maintained, many)


def publish(state: Callable[[datetime], None], *languages: str) -> list[str]:
    Page.objects.the_page()
    Page.objects.update(name="Northwind Pay", languages=["en", *languages])
    state(timezone.now())
    Component.objects.update(created_at=timezone.now() - timedelta(days=200))
    publish_site(anyway=True)
    notices = list(Notice.objects.newest_first()[:1].values_list("public_id", flat=True))
    first = Component.objects.in_order()[0].public_id
    pages = ["/", "/history/", "/maintenance/", "/uptime/", f"/uptime/{first}/"]
    return [*pages, *(f"/incidents/{one}/" for one in notices)]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
@pytest.mark.parametrize(("size", "theme"), [("wide", "light"), ("narrow", "dark")])
def test_everybody_can_read_it(
    browser: Browser, front: str, state: Callable[[datetime], None], size: str, theme: str
) -> None:
    for path in publish(state):
        with visit(browser, front, size=size, theme=theme) as page:
            page.goto(path)
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            if PICTURES:
                name = f"{state.__name__}{path[:8].replace('/', '_')}.{size}.{theme}.png"
                page.screenshot(path=Path(PICTURES) / name, full_page=True)
            assert not wide, path
            assert serious(page) == [], path
            assert page.trouble == [], path  # type: ignore[attr-defined]


def test_a_row_of_bars_is_one_stop_and_arrows_read_its_days(browser: Browser, front: str) -> None:
    publish(three_open)
    with visit(browser, front) as page:
        page.goto("/")
        rows = page.get_by_role("slider")
        assert rows.count() == 3, "closed groups are no stops"

        rows.first.focus()
        assert "Major outage" in str(rows.first.get_attribute("aria-valuetext"))
        page.keyboard.press("ArrowLeft")
        assert str(rows.first.get_attribute("aria-valuetext")).endswith("No problem")
        page.keyboard.press("Tab")

        assert rows.nth(1).evaluate("one => one === document.activeElement")


def test_it_is_read_in_another_language_and_found_from_the_footer(
    browser: Browser, front: str
) -> None:
    publish(maintained, "fr")
    with visit(browser, front) as page:
        page.goto("/")
        page.get_by_role("link", name="Français").click()

        page.get_by_role("heading", name="Maintenance de la base de données").first.wait_for()
        assert page.locator("html").get_attribute("lang") == "fr"
        assert page.locator("[lang=en]", has_text="Card payments keep working").count() > 0
        assert serious(page) == []


def test_the_chosen_theme_is_there_before_the_first_paint(browser: Browser, front: str) -> None:
    publish(nothing)
    with visit(browser, front, theme="light") as page:
        page.goto("/")
        page.get_by_role("button", name="Dark").click()
        page.goto("/history/")

        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        script = page.locator("head script").first
        assert script.get_attribute("defer") is None


def test_renewing_leaves_the_reader_where_they_were(browser: Browser, front: str) -> None:
    publish(many)
    with visit(browser, front) as page:
        page.clock.install()
        page.goto("/")
        page.locator("details.group summary").nth(1).click()
        page.evaluate("document.activeElement.blur(); scrollTo(0, 700)")
        make_notice("Sign-in fails", at=timezone.now())
        publish_site(anyway=True)

        page.clock.run_for(31_000)
        page.get_by_role("link", name="Sign-in fails").first.wait_for()

        assert page.evaluate("scrollY") == 700
        assert page.locator("details.group").nth(1).get_attribute("open") is None


@pytest.mark.parametrize("size", list(SIZES))
def test_everything_to_press_is_large_enough(browser: Browser, front: str, size: str) -> None:
    publish(one_open, "fr")
    small = """() => [...document.querySelectorAll('a.button,a.go,button,summary,footer a')]
        .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44)
        .map(one => one.outerHTML.slice(0, 80))"""
    with visit(browser, front, size=size) as page:
        page.goto("/")
        assert page.evaluate(small) == []
