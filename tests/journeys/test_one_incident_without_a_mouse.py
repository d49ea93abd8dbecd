"""One incident by the keyboard alone: declare, write, take a role, tell, resolve."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.people.demo import PASSWORD
from tests.browser import CHROMIUM, chromium, serious, sign_in, visit
from tests.running import RunningAllclear, running_allclear

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(databases=[]),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed"),
]
MOST_TABS = 200
FIELD = "dialog.palette input[name=q]"
SELECTED = "dialog.palette [role=option][aria-selected=true]"


@pytest.fixture(scope="module")
def allclear(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAllclear]:
    with running_allclear(tmp_path_factory.mktemp("keys") / "var") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def tab_to(page: Page, selector: str) -> None:
    """Go on by Tab until the focus is there."""
    page.locator(selector).first.wait_for()
    for _ in range(MOST_TABS):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {selector}")


def go(page: Page, words: str, label: str) -> None:
    """By the palette: the line is seen before it is opened."""
    page.keyboard.press("Control+k")
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.type(words)
    expect(page.locator(SELECTED)).to_contain_text(label)
    page.keyboard.press("Enter")


def write(page: Page, text: str) -> None:
    """A line of the timeline, from wherever one stands in the room."""
    page.keyboard.press("c")
    expect(page.locator("#_composer textarea")).to_be_focused()
    page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def test_from_declaring_to_resolving(allclear: RunningAllclear, browser: Browser) -> None:
    with visit(browser, allclear.url) as page:
        sign_in(page, "priya@northwind.example", PASSWORD)
        walk(page)
        assert page.trouble == []  # type: ignore[attr-defined]


def walk(page: Page) -> None:
    page.keyboard.press("d")
    page.wait_for_url("**/declare/")
    expect(page.locator("input[name=title]")).to_be_focused()
    page.keyboard.type("Refunds fail by keyboard")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/incidents/INC-\d+/$"))

    write(page, "/decision Pause refunds.")
    expect(page.locator("#_timeline")).to_contain_text("Pause refunds.")
    write(page, "/assign scribe me")
    expect(page.locator("#_roles")).to_contain_text("Scribe")

    page.keyboard.press("u")
    page.wait_for_url("**/updates/")
    tab_to(page, "#id_title")
    page.keyboard.press("Control+a")
    page.keyboard.type("Refunds are late")
    tab_to(page, "#id_status")
    page.keyboard.type("Refunds are late. No money is lost.")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("Refunds are late. No money is lost.")

    go(page, "res", "Resolve")
    page.wait_for_url("**/resolution/")
    tab_to(page, "#id_verified")
    page.keyboard.type("Ten refunds passed.")
    tab_to(page, "#id_words")
    page.keyboard.type("Refunds are on time.")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator(".room-head")).to_contain_text("Resolved")


def test_the_palette_goes_anywhere_and_gives_the_focus_back(
    allclear: RunningAllclear, browser: Browser
) -> None:
    with visit(browser, allclear.url) as page:
        sign_in(page, "tom@northwind.example", PASSWORD)
        tab_to(page, "a[data-key='g i']")
        page.keyboard.press("Control+k")
        expect(page.locator(FIELD)).to_be_focused()
        expect(page.locator(SELECTED)).to_have_count(1)
        assert serious(page) == []
        first = page.locator(SELECTED).inner_text()
        page.keyboard.press("ArrowDown")
        assert page.locator(SELECTED).inner_text() != first
        page.keyboard.press("ArrowUp")
        assert page.locator(SELECTED).inner_text() == first
        page.keyboard.press("Escape")
        expect(page.locator("dialog.palette")).to_be_hidden()
        expect(page.locator("a[data-key='g i']")).to_be_focused()

        go(page, "fol", "Follow-ups")
        page.wait_for_url("**/follow-ups/")
        go(page, "Berlin cannot pay", "Declare “Berlin cannot pay”")
        page.wait_for_url("**/declare/?title=*")
        expect(page.locator("input[name=title]")).to_have_value("Berlin cannot pay")
        assert page.trouble == []  # type: ignore[attr-defined]


def test_every_key_is_told(allclear: RunningAllclear, browser: Browser) -> None:
    with visit(browser, allclear.url) as page:
        sign_in(page, "tom@northwind.example", PASSWORD)
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        assert serious(page) == []
        page.keyboard.press("Escape")
        expect(page.locator("#keys")).to_be_hidden()
        page.keyboard.press("g")
        page.keyboard.press("i")
        page.wait_for_url("**/portal/incidents/")
        page.keyboard.press("g")
        page.keyboard.press("n")
        page.wait_for_url("**/portal/")
        page.goto("/portal/incidents/INC-2/")
        for _ in range(2):
            page.keyboard.press("j")
        expect(page.locator(".timeline-entry").nth(1)).to_be_focused()
        page.keyboard.press("k")
        expect(page.locator(".timeline-entry").nth(0)).to_be_focused()
        page.keyboard.press("e")
        page.wait_for_url("**/escalations/")
        page.keyboard.press("u")
        page.wait_for_url("**/updates/")


def test_without_javascript_the_field_is_a_page(
    allclear: RunningAllclear, browser: Browser
) -> None:
    with visit(browser, allclear.url, script=False) as page:
        sign_in(page, "tom@northwind.example", PASSWORD)
        page.get_by_role("textbox", name="Search or go to").fill("fol")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=fol")
        page.get_by_role("main").get_by_role("link", name="Follow-ups").click()
        page.wait_for_url("**/follow-ups/")
