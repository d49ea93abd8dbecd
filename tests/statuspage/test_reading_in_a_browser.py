"""Customers read the page in a real browser: accessible, quiet, and whole without script."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from statuspage.snapshot.publishing import publish_site
from tests.browser import CHROMIUM, SIZES, serious, visit
from tests.make_statuspage import make_component, make_notice, say

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"There is no Chromium at {CHROMIUM}."),
]
ATTACKS = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=1">',
    "<svg onload=document.title=1>",
    "</title><script>document.title=1</script>",
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% debug %}",
)


def publish_trouble(*, title: str = "Card payments fail", text: str = "We look into it.") -> str:
    checkout, login = make_component("Checkout"), make_component("Sign-in", group="Accounts")
    now = timezone.now()
    ended = make_notice("Refunds late", at=now, components={login.public_id: "partial_outage"})
    say(ended, "All refunds are sent.", status="resolved", at=now)
    notice = make_notice(
        title,
        at=now,
        text=text,
        impact_text=text,
        action_text=text,
        components={checkout.public_id: "major_outage"},
        next_update_by=now + timedelta(minutes=30),
    )
    publish_site()
    return notice.public_id


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", list(SIZES))
def test_every_page_can_be_read_by_everybody(
    browser: Browser, front: str, size: str, theme: str
) -> None:
    public_id = publish_trouble()

    for path in ("/", f"/incidents/{public_id}/", "/history/", "/subscribe/"):
        with visit(browser, front, size=size, theme=theme) as page:
            page.goto(path)
            assert page.trouble == [], path  # type: ignore[attr-defined]
            wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            assert not wide, path
        with visit(browser, front, size=size, theme=theme) as page:
            page.goto(path)
            assert serious(page) == [], path


def test_without_script_everything_is_there(browser: Browser, front: str) -> None:
    publish_trouble()

    with visit(browser, front, script=False) as page:
        page.goto("/")

        assert page.get_by_role("heading", level=1).inner_text() == "We look into it"
        assert page.get_by_text("Next update by").is_visible()
        page.get_by_role("link", name="All updates").click()
        assert page.get_by_role("button", name="E-mail me updates").is_visible()


def test_nothing_somebody_typed_runs(browser: Browser, front: str) -> None:
    for attack in ATTACKS:
        make_component(attack)
        public_id = publish_trouble_with(attack)
        for path in ("/", f"/incidents/{public_id}/", "/history/", "/subscribe/"):
            with visit(browser, front) as page:
                page.goto(path)
                assert page.trouble == [], (attack, path)  # type: ignore[attr-defined]
                assert page.title() not in {"owned", "1"}


def publish_trouble_with(attack: str) -> str:
    notice = make_notice(attack, text=attack, impact_text=attack, action_text=attack)
    publish_site(anyway=True)
    return notice.public_id


def test_the_open_page_renews_itself(browser: Browser, front: str) -> None:
    publish_trouble()
    with visit(browser, front) as page:
        page.clock.install()
        page.goto("/")
        make_notice("Sign-in fails too", at=timezone.now())
        publish_site(anyway=True)

        page.clock.run_for(31_000)

        page.get_by_role("link", name="Sign-in fails too").first.wait_for()


def test_a_page_that_cannot_be_renewed_says_how_old_it_is(browser: Browser, front: str) -> None:
    publish_trouble()
    with visit(browser, front) as page:
        page.clock.install()
        page.goto("/")
        page.route("**/*", lambda route: route.abort())

        page.clock.run_for(6 * 60_000)

        page.get_by_text("This page is 6 min old").wait_for()
