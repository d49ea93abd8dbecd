"""One incident by hand in a real browser: declare, page, acknowledge, update, status page,
resolve, postmortem; in two looks, with axe on every screen."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.people.demo import PASSWORD
from tests.browser import CHROMIUM, LOOKS, chromium, serious, sign_in, visit
from tests.running import RunningAllclear, eventually, running_allclear

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(databases=[]),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed"),
]
SCREENS = (
    "/portal/",
    "/portal/incidents/",
    "/portal/incidents/INC-2/",
    "/portal/incidents/INC-2/updates/",
    "/portal/incidents/INC-2/escalations/",
    "/portal/incidents/INC-1/postmortem/",
    "/portal/incidents/INC-2/resolution/",
    "/portal/declare/",
    "/portal/on-call/",
    "/portal/follow-ups/",
    "/portal/alerts/",
    "/portal/services/",
    "/portal/outbox/",
    "/portal/account/",
    "/",
    "/subscribe/",
    "/history/",
)
# What managers look after, and what is asked of others.
ROUND_ABOUT = (
    "/portal/connections/",
    "/portal/adapters/",
    "/portal/adapters/3/",
    "/portal/adapters/3/settings/",
    "/portal/adapters/connect/",
    "/portal/adapters/connect/?kind=slack",
    "/portal/adapters/endpoints/",
    "/portal/ways/",
    "/portal/devices/",
    "/portal/outbox/1/",
    "/portal/incidents/INC-2/requests/",
    "/portal/incidents/INC-2/requests/?to=vendor-cardline",
    "/portal/incidents/INC-2/requests/waiting/",
    "/portal/incidents/INC-2/requests/vendors/",
    "/portal/incidents/INC-2/briefings/",
    "/portal/incidents/INC-2/support/",
    "/portal/incidents/INC-2/fix/",
    "/portal/teams/",
    "/portal/teams/database/",
    "/portal/vendors/",
    "/portal/vendors/cardline/",
    "/portal/guides/",
    "/portal/help/",
)


@pytest.fixture(scope="module")
def allclear(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAllclear]:
    with running_allclear(tmp_path_factory.mktemp("journey") / "var", fresh=True) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def open_as(page: Page, name: str) -> Page:
    sign_in(page, f"{name}@northwind.example", PASSWORD)
    return page


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_every_screen_is_accessible_and_breaks_no_policy(
    allclear: RunningAllclear, browser: Browser, size: str, theme: str
) -> None:
    with visit(browser, allclear.url, size=size, theme=theme) as page:
        open_as(page, "priya")
        look_at(page, SCREENS)


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_what_managers_look_after_is_accessible_too(
    allclear: RunningAllclear, browser: Browser, size: str, theme: str
) -> None:
    with visit(browser, allclear.url, size=size, theme=theme) as page:
        open_as(page, "elena")
        look_at(page, ROUND_ABOUT)


def look_at(page: Page, paths: tuple[str, ...]) -> None:
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, path
        assert serious(page) == [], path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], f"{path} scrolls sideways"  # type: ignore[index]
    assert page.trouble == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_an_incident_from_declaring_to_the_postmortem(
    allclear: RunningAllclear, browser: Browser, size: str, theme: str
) -> None:
    title = f"Refunds fail at {size} in {theme}"
    with visit(browser, allclear.url, size=size, theme=theme) as page:
        open_as(page, "priya")
        reference = declare(page, title)
        acknowledge_by_mail(allclear, browser, reference)

        page.goto(f"/portal/incidents/{reference}/")
        page.get_by_label("What are you doing, and why?").fill("/decision Pause refunds.")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#_timeline")).to_contain_text("Pause refunds.")

        tell_customers(page, reference, title)
        with visit(browser, allclear.url, size=size, theme=theme, script=False) as public:
            eventually(
                lambda: public.goto("/") and title in public.content(), within=3, what="the word"
            )

        resolve(page, reference)
        page.goto(f"/portal/incidents/{reference}/postmortem/")
        expect(page.get_by_role("heading", name="Quality")).to_be_visible()


def declare(page: Page, title: str) -> str:
    page.goto("/portal/declare/")
    page.get_by_label("What do customers or colleagues see?").fill(title)
    answers = (("users", "many"), ("revenue", "yes"), ("data_risk", "no"), ("way_round", "none"))
    for name, value in answers:
        page.locator(f"input[name={name}][value={value}]").check()
    expect(page.locator("#_proposal")).to_contain_text("SEV1")
    page.get_by_role("button", name=re.compile("^Declare SEV")).click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    found = re.search(r"INC-\d+", page.url)
    assert found
    return found.group(0)


def tell_customers(page: Page, reference: str, title: str) -> None:
    page.goto(f"/portal/incidents/{reference}/updates/")
    page.get_by_label("Title on the status page").fill(title)
    page.locator("#id_status").fill("Refunds are late. No money is lost.")
    page.get_by_role("button", name="Send update").click()
    page.wait_for_load_state()


def resolve(page: Page, reference: str) -> None:
    page.goto(f"/portal/incidents/{reference}/resolution/")
    page.get_by_label("What do users see now?").fill("Ten refunds passed.")
    page.get_by_label("What everyone who was told reads now").fill("Refunds are on time.")
    page.get_by_role("button", name=re.compile("^Resolve and tell")).click()
    expect(page.get_by_text("Write the postmortem, due in")).to_be_visible()


def acknowledge_by_mail(allclear: RunningAllclear, browser: Browser, reference: str) -> None:
    """As from a phone at night: open the mail, one tap, one confirmation."""

    def pages() -> list[str]:
        return [
            text
            for file in Path(allclear.var / "mail").glob("*.eml")
            if "To: Tom" in (text := file.read_text()) and f"({reference})" in text
        ]

    eventually(pages, within=10, what="the page")
    link = re.search(r"/portal/pages/\S+/", pages()[0])
    assert link
    with visit(browser, allclear.url, size="narrow", script=False) as phone:
        phone.goto(link.group(0))
        phone.get_by_role("button", name=re.compile("Acknowledge")).click()
        expect(phone.get_by_role("status")).to_contain_text("Acknowledged")


def test_declaring_needs_no_mouse(allclear: RunningAllclear, browser: Browser) -> None:
    with visit(browser, allclear.url) as page:
        open_as(page, "tom")
        page.keyboard.press("d")
        page.wait_for_url("**/declare/")
        expect(page.locator("input[name=title]")).to_be_focused()
        page.keyboard.type("Typed without a mouse")
        page.keyboard.press("Enter")
        page.wait_for_url("**/incidents/INC-*/")
        expect(page.get_by_role("heading", name="Typed without a mouse")).to_be_visible()
