"""On call in a real browser: every screen with axe, light on a desk and dark on a phone, a page
answered on a phone, a swap, a rotation that follows the sun."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.people.demo import PASSWORD
from tests.browser import CHROMIUM, LOOKS, SIZES, chromium, serious, sign_in, visit
from tests.running import RunningAllclear, eventually, running_allclear

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(databases=[]),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed"),
]
ROOM = "/portal/incidents/INC-2/escalations/"
SCREENS = (
    "/portal/on-call/",
    "/portal/on-call/?view=month",
    "/portal/on-call/rotations/1/",
    "/portal/on-call/rotations/3/",
    "/portal/on-call/rotations/new/",
    "/portal/on-call/rotations/3/edit/",
    "/portal/on-call/rotations/1/layers/",
    "/portal/on-call/override/",
    "/portal/on-call/away/",
    "/portal/on-call/swap/",
    "/portal/on-call/feeds/",
    "/portal/on-call/policies/",
    "/portal/on-call/policies/?severity=1&service=checkout",
    "/portal/account/contact/",
    ROOM,
    "/portal/incidents/INC-3/escalations/",
)


@pytest.fixture(scope="module")
def allclear(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAllclear]:
    with running_allclear(tmp_path_factory.mktemp("oncall") / "var") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def open_as(page: Page, name: str) -> Page:
    sign_in(page, f"{name}@northwind.example", PASSWORD)
    return page


def trouble_of(page: Page) -> list[str]:
    """What is wrong with the page as it stands, light on a desk and dark on a phone."""
    found = []
    for size, theme in LOOKS:
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{size}: scrolls sideways")
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found += [f"{size}, {theme}: {one}" for one in serious(page)]
    return found


def test_every_screen_is_accessible_and_fits(allclear: RunningAllclear, browser: Browser) -> None:
    with visit(browser, allclear.url) as page:
        open_as(page, "elena")
        for path in SCREENS:
            answer = page.goto(path)
            assert answer is not None
            assert answer.ok, path
            assert trouble_of(page) == [], path
        assert page.trouble == []  # type: ignore[attr-defined]


def call(allclear: RunningAllclear, browser: Browser, name: str, why: str) -> str:
    """Page somebody from the room; the link in the mail."""
    with visit(browser, allclear.url) as page:
        open_as(page, "priya").goto(ROOM)
        page.get_by_label("Person").select_option(label=name)
        page.get_by_label("Why them").fill(why)
        page.get_by_role("button", name="Page them").click()
        expect(page.locator("#_ladder")).to_contain_text(why)

    def mails() -> list[str]:
        return [
            text
            for file in Path(allclear.var / "mail").glob("*.eml")
            if f"To: {name} <" in (text := file.read_text()) and why in text
        ]

    eventually(mails, within=15, what="the page")
    found = re.search(r"/portal/pages/\S+/", mails()[0])
    assert found
    return found.group(0)


@pytest.mark.parametrize("script", [True, False])
def test_a_phone_at_night_answers_with_one_tap_and_one_press(
    allclear: RunningAllclear, browser: Browser, script: bool
) -> None:
    link = call(allclear, browser, "Rafael Costa", f"Knows refunds, {script}")

    with visit(browser, allclear.url, size="narrow", theme="dark", script=script) as phone:
        phone.goto(link)
        if script:
            assert trouble_of(phone) == []
        phone.set_viewport_size({"width": 390, "height": 844})
        button = phone.get_by_role("button", name="Acknowledge, I am coming")
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["y"] + box["height"] < 844
        button.click()
        expect(phone.get_by_role("status")).to_contain_text("Thank you for coming")
        phone.goto(link)
        expect(phone.get_by_role("status")).to_contain_text("Acknowledged at")
        expect(phone.get_by_role("button", name="Acknowledge")).to_have_count(0)


def test_who_cannot_come_says_why_with_one_more_tap(
    allclear: RunningAllclear, browser: Browser
) -> None:
    link = call(allclear, browser, "Jonas Weber", "Knows the firewall")

    with visit(browser, allclear.url, size="narrow", script=False) as phone:
        phone.goto(link)
        expect(phone.get_by_text("acknowledged already")).to_be_visible()
        phone.get_by_text("I cannot come").click()
        phone.get_by_role("button", name="I am on another incident").click()
        expect(phone.get_by_role("status")).to_contain_text("I am on another incident")
        forged = phone.goto(f"{link[:-6]}xxxxx/")
        assert forged is not None
        assert forged.status == 410
        expect(phone.get_by_role("link", name="Sign in")).to_be_visible()
    with visit(browser, allclear.url) as page:
        open_as(page, "tom").goto(ROOM)
        expect(page.locator("#_ladder")).to_contain_text("I am on another incident")
        other = page.goto(link)
        assert other is not None
        assert other.status == 409
        expect(page.get_by_role("heading")).to_contain_text("This page is for Jonas Weber")


def press(page: Page, name: str) -> None:
    """Without a mouse."""
    page.get_by_role("button", name=name).first.focus()
    page.keyboard.press("Enter")


def test_a_swap_is_asked_and_taken_without_a_mouse(
    allclear: RunningAllclear, browser: Browser
) -> None:
    with visit(browser, allclear.url) as page:
        open_as(page, "tom").goto("/portal/on-call/")
        page.get_by_role("link", name="Swap").last.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/on-call/swap/**")
        assert page.get_by_label("From", exact=True).input_value()
        press(page, "Ask them")
        assert page.get_by_label("Whom you ask").evaluate("one => !one.checkValidity()")
        page.get_by_label("Whom you ask").select_option(label="Priya Nair")
        page.get_by_label("A word to them").fill("A concert")
        press(page, "Ask them")
        expect(page.get_by_text("Waiting for an answer")).to_be_visible()
    with visit(browser, allclear.url) as page:
        open_as(page, "priya").goto("/portal/on-call/")
        expect(page.get_by_label("Next step")).to_contain_text("Tom Alvarez asks")
        press(page, "Take it")
        expect(page.get_by_text("Both of you are told by mail")).to_be_visible()
        page.goto("/portal/on-call/override/")
        expect(page.get_by_text("Swap asked by Tom Alvarez")).to_be_visible()


def test_a_rotation_follows_the_sun_and_shows_what_it_leaves_open(
    allclear: RunningAllclear, browser: Browser
) -> None:
    with visit(browser, allclear.url) as page:
        open_as(page, "elena").goto("/portal/on-call/rotations/new/")
        page.get_by_label("Name").fill("Edge network")
        page.get_by_label("How").select_option(label="Follow the sun")
        page.get_by_label("Days of a turn").fill("1")
        hours = (
            ("Mina Park", "Asia/Seoul", "07:00", "16:00"),
            ("Jonas Weber", "Europe/Berlin", "07:00", "16:00"),
        )
        for place, (person, zone, begins, ends) in enumerate(hours):
            page.locator(f"#id_form-{place}-person").select_option(label=person)
            page.locator("summary", has_text="Hours").nth(place).click()
            page.locator(f"#id_form-{place}-time_zone").select_option(zone)
            page.locator(f"#id_form-{place}-hours_from").fill(begins)
            page.locator(f"#id_form-{place}-hours_until").fill(ends)
        page.get_by_role("button", name="Save and write").click()
        expect(page.get_by_role("heading", name="Edge network")).to_be_visible()
        expect(page.get_by_label("Gaps")).to_contain_text("more times in eight weeks")
        assert trouble_of(page) == []

        page.get_by_text("Retire this rotation").click()
        page.get_by_role("button", name="Retire Edge network").click()
        expect(page.get_by_text("Edge network is retired")).to_be_visible()
        page.goto("/portal/on-call/rotations/1/")
        page.get_by_text("Retire this rotation").click()
        page.get_by_role("button", name="Retire Payments").click()
        expect(page.get_by_role("alert")).to_contain_text("would have nobody to call")
