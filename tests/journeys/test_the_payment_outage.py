"""The payment outage, as one exercise: time-outs to the card processor, a wrong rollback, a
backup at half strength, a second incident, an executive who asks, a vendor who is slow, a
hand-over, the end and the day after. People press what they would press; only time is moved.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from incidents.desk import demo_company, demo_duties
from portal.people.models import User
from statuspage.front import Front
from tests.browser import CHROMIUM, chromium
from tests.loopback import serving
from tests.moved import Moved, moved_time
from tests.story import out_of_order, told

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed"),
]
FIRST_SIGNAL = datetime(2026, 11, 19, 13, 57, tzinfo=UTC)


@dataclass
class Company:
    """Northwind Pay at its screens, each person at one of their own."""

    base: str
    browser: Browser
    time: Moved
    mails: Path
    people: dict[str, User]
    pages: dict[str, Page] = field(default_factory=dict)

    def at(self, name: str) -> Page:
        if name not in self.pages:
            self.pages[name] = self._signed_in(name)
        return self.pages[name]

    def _signed_in(self, name: str) -> Page:
        client = Client()
        client.force_login(self.people[name])
        context = self.browser.new_context(base_url=self.base)
        context.add_cookies(
            [{"name": "session", "value": client.cookies["session"].value, "url": self.base}]
        )
        return context.new_page()

    def read_by_customers(self, words: str) -> None:
        """By one who comes now: whoever came before may keep the page for a while."""
        self.time.ring()
        context = self.browser.new_context(base_url=self.base)
        page = context.new_page()
        page.goto("/")
        expect(page.locator("main")).to_contain_text(words)
        context.close()

    def until(self, hour: int, minute: int, *, day: int = 19) -> None:
        there = FIRST_SIGNAL.replace(day=day, hour=hour, minute=minute)
        self.time.forward(seconds=max((there - self.time.now()).total_seconds(), 0))


@pytest.fixture
def company(settings: Settings, tmp_path: Path) -> Iterator[Company]:
    settings.PUBLIC_DIR, settings.MAIL_FILES = tmp_path / "public", tmp_path / "mail"
    settings.EMAIL_URL, settings.SECOND_FACTOR_GROUPS, settings.DEMO = "", [], True
    with pytest.MonkeyPatch.context() as patch, moved_time(FIRST_SIGNAL) as time:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        people = _company(time.now())
        django = StaticFilesHandler(get_wsgi_application())
        with serving(Front(django), at_once=True) as base, chromium() as browser:
            settings.SITE_URL = base
            yield Company(base, browser, time, tmp_path / "mail", people)
        connection.close()


def _company(now: datetime) -> dict[str, User]:
    call_command("demo_page")
    people = demo_company.make_people()
    services = demo_company.make_services()
    demo_duties.make_duties(people, at=now)
    demo_company.make_audiences(people)
    demo_company.make_integration(services, at=now)
    return people


def test_it_reads_as_a_story(company: Company) -> None:
    company.until(14, 2)
    reference = _declared(company.at("tom"))
    _answered_and_led(company, reference)
    _first_word(company, reference)
    _what_changed(company, reference)
    _half_is_better_than_none(company, reference)
    second = _a_second_incident(company)
    _silence_is_held(company, reference)
    _the_vendor_is_slow(company, reference)
    _another_takes_over(company, reference)
    _it_works_again(company, reference)
    _the_day_after(company, reference)

    assert out_of_order(told(reference), STORY) == []
    assert second != reference


STORY = (
    "Declared SEV1 Card payments time out.",
    "First signs at 13:57 UTC.",
    "Paged Priya Nair.",
    "Priya Nair acknowledged",
    "Mei Chen took the role of communications lead.",
    "18,400 customers affected",
    "Acknowledgement 1 to Customers",
    "Roll back checkout-api 2026.11.19-3.",
    "Rolled back. Time-outs stay: stopped after 4 minutes.",
    "The pool ran dry",
    "H1",
    "Holding update, sent automatically 2 to Executives",
    "Switched to the backup processor, RB-12 step 4.",
    "Stay on the backup at 50 %.",
    "We have moved payments to a backup processor.",
    "Holding update, sent automatically",
    "Cardline support acknowledged after 11 min",
    "Priya Nair handed incident commander over to Elena Marsh.",
    "Ten test purchases went through",
    "Resolved.",
    "Card payments work again.",
    "Still good",
    "Closed.",
)


def _room(page: Page, reference: str) -> Page:
    page.goto(f"/portal/incidents/{reference}/")
    return page


def _write(page: Page, reference: str, *lines: str) -> None:
    """Into the composer, by keyboard."""
    for line in lines:
        _room(page, reference)
        page.keyboard.press("c")
        composer = page.get_by_label("What are you doing, and why?")
        expect(composer).to_be_focused()
        composer.fill(line)
        page.keyboard.press("Control+Enter")
        expect(composer).to_have_value("")


def _declared(tom: Page) -> str:
    tom.goto("/portal/declare/")
    tom.get_by_label("What do customers or colleagues see?").fill("Card payments time out")
    answers = (("users", "most"), ("revenue", "yes"), ("data_risk", "no"), ("way_round", "none"))
    for name, value in answers:
        tom.locator(f"input[name={name}][value={value}]").check()
    tom.get_by_label("Checkout").check()
    tom.get_by_label("When did it begin, if you know").fill("13:57")
    expect(tom.locator("#_proposal")).to_contain_text("SEV1")
    tom.get_by_role("button", name=re.compile("^Declare SEV")).click()
    expect(tom.get_by_role("heading", name="Card payments time out")).to_be_visible()
    found = re.search(r"INC-\d+", tom.url)
    assert found
    return found.group(0)


def _answered_and_led(company: Company, reference: str) -> None:
    company.until(14, 4)
    priya = _room(company.at("priya"), reference)
    priya.get_by_role("button", name="Acknowledge").click()
    expect(priya.locator("#_roles")).to_contain_text("Priya Nair")
    mei = _room(company.at("mei"), reference)
    mei.get_by_role("button", name="Take Communications lead").click()
    expect(mei.locator("#_roles")).to_contain_text("Mei Chen")
    _write(company.at("tom"), reference, "/impact 18,400 customers, 50 %, $52,000 an hour")


def _first_word(company: Company, reference: str) -> None:
    company.until(14, 6)
    _tell(
        company.at("mei"),
        reference,
        "Card payments are failing for many customers.",
        impact="Most card payments fail. Wallets and bank transfers work.",
        title="Some card payments are failing",
    )
    company.read_by_customers("Some card payments are failing")


def _tell(mei: Page, reference: str, status: str, *, impact: str = "", title: str = "") -> None:
    mei.goto(f"/portal/incidents/{reference}/updates/")
    if title:
        mei.get_by_label("Title on the status page").fill(title)
    mei.locator("#id_status").fill(status)
    mei.locator("#id_impact").fill(impact)
    mei.locator("#id_action").fill("We work with our card processor.")
    mei.get_by_role("button", name="Send update").click()
    expect(mei.get_by_role("region", name="Sent", exact=True)).to_contain_text(status)


def _what_changed(company: Company, reference: str) -> None:
    """The newest deployment looks guilty; rolling it back does not help, and that is written."""
    company.until(14, 9)
    _write(
        company.at("priya"),
        reference,
        "/decision Roll back checkout-api 2026.11.19-3.\nBecause: it went out at 13:48.",
    )
    company.until(14, 13)
    _write(
        company.at("tom"),
        reference,
        "/action Rolled back. Time-outs stay: stopped after 4 minutes.",
        "/hypothesis The pool ran dry",
    )
    company.until(14, 18)
    _write(company.at("ana"), reference, "/rule-out H1 Pool at 42 of 100 connections, no locks")


def _half_is_better_than_none(company: Company, reference: str) -> None:
    company.until(14, 24)
    _write(company.at("tom"), reference, "/action Switched to the backup processor, RB-12 step 4.")
    company.until(14, 28)
    _write(
        company.at("priya"),
        reference,
        "/decision Stay on the backup at 50 %.\nInstead of: pausing checkout",
    )
    _tell(
        company.at("mei"),
        reference,
        "We have moved payments to a backup processor.",
        impact="About 1 in 2 card payments succeed. No payment has been taken twice.",
    )


def _a_second_incident(company: Company) -> str:
    """Sign-in is slow; revenue stopped goes first."""
    company.until(14, 31)
    ana = company.at("ana")
    ana.goto("/portal/declare/")
    ana.get_by_label("What do customers or colleagues see?").fill("Sign-in takes up to 12 s")
    answers = (("users", "many"), ("revenue", "no"), ("data_risk", "no"), ("way_round", "easy"))
    for name, value in answers:
        ana.locator(f"input[name={name}][value={value}]").check()
    expect(ana.locator("#_proposal")).to_contain_text("SEV2")
    ana.get_by_role("button", name=re.compile("^Declare SEV")).click()
    expect(ana.get_by_role("heading", name="Sign-in takes up to 12 s")).to_be_visible()
    found = re.search(r"INC-\d+", ana.url)
    assert found
    return found.group(0)


def _silence_is_held(company: Company, reference: str) -> None:
    """Everybody is busy: the promise passes, and a truthful word goes out by itself."""
    company.until(15, 0)
    company.read_by_customers("Some card payments are failing")
    mei = company.at("mei")
    mei.goto(f"/portal/incidents/{reference}/updates/")
    expect(mei.locator("#_promises")).to_contain_text("holding update sent by itself")


def _the_vendor_is_slow(company: Company, reference: str) -> None:
    company.until(15, 4)
    _write(
        company.at("tom"), reference, "Cardline support acknowledged after 11 min (asked for 15)."
    )


def _another_takes_over(company: Company, reference: str) -> None:
    """After four hours somebody rested commands."""
    company.until(18, 10)
    _write(
        company.at("priya"),
        reference,
        "/hand-over commander Elena State: backup holds at 50 %. "
        "Risks: it may fill up. Next: customers by 18:30.",
    )
    elena = _room(company.at("elena"), reference)
    expect(elena.locator("#_roles")).to_contain_text("Elena Marsh")
    expect(elena.locator("#main")).to_contain_text("it may fill up")


def _it_works_again(company: Company, reference: str) -> None:
    company.until(18, 25)
    elena = company.at("elena")
    elena.goto(f"/portal/incidents/{reference}/mitigation/")
    elena.get_by_role("button", name="Plan the checks").click()
    while (looks := elena.locator("summary", has_text=re.compile("^Look at"))).count():
        looks.first.click()
        row = elena.locator("details[open]").first
        row.get_by_label("What do you see now?").fill("Ten test purchases went through")
        row.get_by_role("button", name="It passes").click()
        elena.wait_for_load_state()
    company.until(18, 40)
    elena.goto(f"/portal/incidents/{reference}/resolution/")
    elena.get_by_label("What everyone who was told reads now").fill("Card payments work again.")
    elena.get_by_role("button", name=re.compile("^Resolve and tell")).click()
    expect(elena.locator("#_timeline")).to_contain_text("Resolved.")
    company.read_by_customers("Resolved after 4 h 43 min")


def _the_day_after(company: Company, reference: str) -> None:
    company.until(18, 56)
    priya = _room(company.at("priya"), reference)
    priya.get_by_role("button", name="Still good").click()
    expect(priya.locator("#_timeline")).to_contain_text("Still good")
    company.until(18, 45, day=20)
    del company.pages["elena"]  # signed in for a day
    elena = company.at("elena")
    elena.goto(f"/portal/incidents/{reference}/closure/")
    elena.get_by_label("What will change").fill("Alert when the processor's edge times out")
    elena.get_by_label("Owner").select_option(label="Tom Alvarez")
    elena.get_by_label("Due").fill("2026-12-04")
    elena.get_by_label("Done when").fill("It fires in staging and pages payments")
    elena.get_by_role("button", name="Add follow-up").click()
    elena.get_by_role("button", name="Close incident").click()
    expect(_room(elena, reference).locator("#_timeline")).to_contain_text("Closed.")
