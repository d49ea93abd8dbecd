"""Hundreds of alerts, odd words and little room: every screen of what comes in holds."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from incidents.alerts.actions.note_refusal import note_refusal
from incidents.alerts.actions.suppress_alerts import suppress_alerts
from incidents.alerts.models import Alert, Integration, Rule, Subscription, Suppression
from portal.people.models import User
from tests.browser import CHROMIUM, chromium, serious, visit
from tests.loopback import serving
from tests.make_alerts import fire, make_integration
from tests.make_people import make_user
from tests.make_sources import make_source

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed"),
]
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
HOSTILE = f"<img src=x onerror=alert(1)>{{{{7*7}}}}\u202e{LONG}"
MANY = 500
WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => `${one.localName}.${one.className}`).slice(0, 12)"""
LOW = """() => [...document.querySelectorAll(
  "main button, main .button, main select, main textarea, main summary, main label:has(input)")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
  .map((one) => one.textContent.trim().slice(0, 40))"""


@pytest.fixture
def elena(settings: Settings, tmp_path: Path) -> Iterator[User]:
    settings.MAIL_FILES, settings.EMAIL_URL = tmp_path / "mail", ""
    settings.SECOND_FACTOR_GROUPS = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield make_user("Elena", "Manager")
    connection.close()


@pytest.fixture
def base() -> Iterator[str]:
    with serving(StaticFilesHandler(get_wsgi_application()), at_once=True) as address:
        yield address


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def enter(page: Page, base: str, person: User) -> Page:
    client = Client()
    client.force_login(person)
    cookie = {"name": "session", "value": client.cookies["session"].value, "url": base}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    return page


def make_a_night(elena: User) -> Integration:
    """A silent source, a rule, a suppression, a refusal, a topic, and alerts of every kind."""
    integration, now = make_integration(opens_incident=False), timezone.now()
    minute = (now - datetime(2026, 11, 19, 12, tzinfo=UTC)).total_seconds() / 60
    odd = {LONG: LONG * 2, "severity": "critical", "url": "javascript:alert(1)"}
    fire(integration, "odd", minute=minute - 1, annotations={"summary": HOSTILE}, labels=odd)
    pattern = Alert.objects.get()
    Alert.objects.bulk_create(
        Alert(
            integration=integration, fingerprint=f"f{number}", title=f"{LONG} {number}",
            group_key="one" if number % 2 else f"alone:{number}", status="firing",
            starts_at=now - timedelta(minutes=number), received_at=now, level=number % 4,
            labels=odd,
        )
        for number in range(MANY)
    )  # fmt: skip
    suppress_alerts(alerts=[pattern], reason=LONG, until=now + timedelta(hours=1), by=elena, at=now)
    Integration.objects.update(name=LONG, silent_since=now - timedelta(hours=3))
    note_refusal(integration=integration, status=400, why=LONG, raw=HOSTILE.encode(), at=now)
    cloud = make_source("sns")
    Subscription.objects.create(
        integration=cloud, topic=f"arn:aws:sns:{LONG}", address="https://sns/", asked_at=now
    )
    return integration


def screens(integration: Integration) -> list[str]:
    rule, odd = Rule.objects.get(), Alert.objects.get(fingerprint="odd")
    alerts, own = "/portal/alerts/", f"/portal/integrations/{integration.pk}/"
    cloud = Integration.objects.get(kind="sns")
    item = integration.inbox.get()
    return [
        "/portal/", alerts, f"{alerts}?show=suppressed", f"{alerts}{odd.pk}/", f"{alerts}noise/",
        f"{alerts}suppressions/", f"{alerts}rules/{integration.pk}/",
        f"{alerts}rules/{integration.pk}/new/", f"{alerts}rules/{integration.pk}/{rule.pk}/",
        f"{alerts}act/?do=attach&alert={odd.pk}", f"{alerts}act/?do=open&alert={odd.pk}",
        f"{alerts}act/?do=suppress&together={Alert.objects.get(fingerprint='f1').pk}",
        "/portal/integrations/", "/portal/integrations/new/", own,
        f"{own}arrivals/{item.pk}/", f"/portal/integrations/{cloud.pk}/",
    ]  # fmt: skip


def faults(page: Page, address: str, size: str) -> list[str]:
    """What axe says, what is wider than the screen, what a thumb misses."""
    answer = page.goto(address)
    assert answer is not None
    wide = [f"wide: {one}" for one in page.evaluate(WIDE)]
    low = [f"low: {one}" for one in page.evaluate(LOW)] if size == "narrow" else []
    status = [] if answer.ok else [f"answers {answer.status}"]
    return [*status, *serious(page), *wide, *low]


@pytest.mark.parametrize(("theme", "size"), [("light", "wide"), ("dark", "narrow")])
def test_every_screen_holds(
    elena: User, base: str, browser: Browser, theme: str, size: str
) -> None:
    addresses = screens(make_a_night(elena))

    with visit(browser, base, theme=theme, size=size) as page:
        enter(page, base, elena)
        found = {address: faults(page, address, size) for address in addresses}
        assert {address: what for address, what in found.items() if what} == {}
        assert page.trouble == []  # type: ignore[attr-defined]


def test_the_inbox_by_keys_alone(elena: User, base: str, browser: Browser) -> None:
    make_a_night(elena)
    tom = make_user("Tom", "Responder")

    with visit(browser, base) as page:
        enter(page, base, tom).goto("/portal/alerts/")
        expect(page.get_by_text("250 alerts of one group")).to_be_visible()
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("x")
        page.keyboard.press("j")
        page.keyboard.press("x")
        expect(page.locator("[data-many]")).to_have_text("2 chosen:")
        page.get_by_role("button", name="Suppress").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="These 2 alerts")).to_be_visible()
        reason = page.get_by_label("Which known issue is it?")
        reason.focus()
        page.keyboard.press("Control+Enter")
        assert reason.evaluate("one => !one.validity.valid")
        page.keyboard.type("Depot moves, ticket 12")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("status").filter(has_text="2 alerts suppressed")).to_be_visible()
        assert page.trouble == []  # type: ignore[attr-defined]

    assert Suppression.objects.filter(by=tom, reason="Depot moves, ticket 12").count() == 2


def test_a_rule_is_tried_and_what_it_does_is_read_next(
    elena: User, base: str, browser: Browser
) -> None:
    integration = make_a_night(elena)

    with visit(browser, base, size="narrow") as page:
        enter(page, base, elena).goto(f"/portal/alerts/rules/{integration.pk}/new/")
        page.get_by_label("Alerts with which labels?").focus()
        page.keyboard.type("severity = critical")
        page.get_by_role("button", name="Try it").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#_rehearsal")).to_be_focused()
        expect(page.locator("#_rehearsal")).to_contain_text("takes 200 of the 200 alerts")
        expect(page.get_by_label("Alerts with which labels?")).to_have_value("severity = critical")
        assert Rule.objects.count() == 1
        page.get_by_role("button", name="Save the rule").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text="is number 1 in turn")).to_be_visible()
