"""One public notice by hand in a real browser: write, look, publish, correct, take back; every
room of the desk in two looks, with axe."""

from collections.abc import Iterator

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
DESK = "/portal/status-page/"
ROOMS = (
    "", "notices/", "notices/new/", "components/", "components/new/", "maintenance/",
    "maintenance/new/", "subscribers/", "subscribers/import/", "announcements/", "templates/",
    "page/", "page/audiences/",
)  # fmt: skip


@pytest.fixture(scope="module")
def allclear(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAllclear]:
    with running_allclear(tmp_path_factory.mktemp("notice") / "var") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def open_as(page: Page, name: str = "mei") -> Page:
    sign_in(page, f"{name}@northwind.example", PASSWORD)
    return page


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_every_room_is_accessible_and_fits(
    allclear: RunningAllclear, browser: Browser, size: str, theme: str
) -> None:
    with visit(browser, allclear.url, size=size, theme=theme) as page:
        open_as(page)
        for room in ROOMS:
            answer = page.goto(DESK + room)
            assert answer is not None, room
            assert answer.status == 200, room
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), room
        assert page.trouble == []  # type: ignore[attr-defined]
        for room in ROOMS:
            page.goto(DESK + room)
            assert serious(page) == [], room


def wait_until(
    allclear: RunningAllclear, browser: Browser, words: str, *, there: bool = True
) -> None:
    what = f"“{words}” {'on' if there else 'off'} the page"
    eventually(lambda: on_the_page(allclear, browser, words) is there, within=20, what=what)


def on_the_page(allclear: RunningAllclear, browser: Browser, words: str) -> bool:
    with visit(browser, allclear.url) as page:
        page.goto("/")
        return words in page.content()


def test_a_notice_is_seen_before_it_is_public_corrected_and_taken_back(
    allclear: RunningAllclear, browser: Browser
) -> None:
    with visit(browser, allclear.url) as page:
        open_as(page).goto(f"{DESK}notices/new/")
        page.get_by_label("Title", exact=True).fill("Invoices are late")
        page.get_by_label("Status", exact=True).fill("Invoices of today are not sent yet.")
        page.get_by_label("Impact", exact=True).fill("Payments work.")
        page.get_by_label("Action", exact=True).fill("We send them by hand.")
        seen = page.frame_locator(".preview-frame")
        expect(seen.get_by_role("heading", name="Invoices are late")).to_be_visible()
        expect(seen.get_by_text("We send them by hand.")).to_be_visible()
        assert not on_the_page(allclear, browser, "Invoices are late")

        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/notices/*/")
        wait_until(allclear, browser, "Invoices are late")

        page.get_by_role("link", name="Edit", exact=True).click()
        page.get_by_label("Title", exact=True).fill("Invoices of today are late")
        page.get_by_role("button", name="Save").click()
        wait_until(allclear, browser, "Invoices of today are late")

        page.get_by_role("link", name="Retract").click()
        page.get_by_label("Why?").fill("They were sent.")
        page.get_by_role("button", name="Retract for good").click()
        page.wait_for_url("**/notices/*/")
        wait_until(allclear, browser, "Invoices of today are late", there=False)
        assert page.trouble == []  # type: ignore[attr-defined]


def test_a_component_is_set_by_keyboard_alone(allclear: RunningAllclear, browser: Browser) -> None:
    with visit(browser, allclear.url) as page:
        open_as(page).goto(f"{DESK}components/")
        page.get_by_label("Status of API").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.type("Checked by hand")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent").startswith("Set")
        page.keyboard.press("Enter")

        expect(page.get_by_text("Checked by hand")).to_be_visible()
