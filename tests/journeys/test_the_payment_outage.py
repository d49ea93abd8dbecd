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

from incidents.desk import demo_company
from portal.people.models import User
from statuspage.front import Front
from tests.browser import CHROMIUM, chromium
from tests.loopback import serving
from tests.moved import Moved, moved_time

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

    def customer(self) -> Page:
        if "customer" not in self.pages:
            self.pages["customer"] = self.browser.new_context(base_url=self.base).new_page()
        return self.pages["customer"]

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
        with serving(Front(django)) as base, chromium() as browser:
            settings.SITE_URL = base
            yield Company(base, browser, time, tmp_path / "mail", people)
        connection.close()


def _company(now: datetime) -> dict[str, User]:
    call_command("demo_page")
    people = demo_company.make_people()
    services = demo_company.make_services()
    demo_company.make_duties(people, at=now)
    demo_company.make_audiences(people)
    demo_company.make_integration(services, at=now)
    return people


def test_it_reads_as_a_story(company: Company) -> None:
    company.until(14, 2)
    reference = _declared(company.at("tom"))
    company.until(14, 4)

    _answered_and_led(company, reference)
    company.until(14, 6)
    _first_word(company.at("mei"), reference)

    company.customer().goto("/")
    expect(company.customer().locator("main")).to_contain_text("Some card payments are failing")


def _declared(tom: Page) -> str:
    tom.goto("/portal/declare/")
    tom.get_by_label("What do customers or colleagues see?").fill("Card payments time out")
    for name, value in (
        ("users", "most"),
        ("revenue", "yes"),
        ("data_risk", "no"),
        ("way_round", "none"),
    ):
        tom.locator(f"input[name={name}][value={value}]").check()
    tom.get_by_label("Checkout").check()
    tom.get_by_label("When did it begin, if you know").fill("13:57")
    expect(tom.locator("#_proposal")).to_contain_text("SEV1")
    tom.get_by_role("button", name="Declare incident").click()
    expect(tom.get_by_role("heading", name="Card payments time out")).to_be_visible()
    found = re.search(r"INC-\d+", tom.url)
    assert found
    return found.group(0)


def _answered_and_led(company: Company, reference: str) -> None:
    priya = company.at("priya")
    priya.goto(f"/portal/incidents/{reference}/")
    priya.get_by_role("button", name="Acknowledge").click()
    expect(priya.locator("#_timeline")).to_contain_text("Priya Nair")
    mei = company.at("mei")
    mei.goto(f"/portal/incidents/{reference}/")
    mei.get_by_role("button", name="Take Communications lead").click()
    expect(mei.locator("#_roles")).to_contain_text("Mei Chen")


def _first_word(mei: Page, reference: str) -> None:
    mei.goto(f"/portal/incidents/{reference}/updates/")
    mei.get_by_label("Title on the status page").fill("Some card payments are failing")
    mei.locator("#id_status").fill("Card payments are failing for many customers.")
    mei.locator("#id_impact").fill("Most card payments fail. Wallets and bank transfers work.")
    mei.locator("#id_action").fill("We are finding out why.")
    mei.get_by_role("button", name="Send update").click()
    mei.wait_for_load_state()
