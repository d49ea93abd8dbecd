"""The database team is asked vaguely, questioned, sent for, passed on and answered."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django import Settings

from incidents.oncall.models import TeamEscalation
from tests.browser import CHROMIUM, chromium, serious
from tests.loopback import serving
from tests.make_people import make_user
from tests.make_record import make_incident
from tests.make_requests import make_team
from tests.moved import Moved, moved_time

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed"),
]
START = datetime(2026, 11, 19, 14, 31, tzinfo=UTC)


@pytest.fixture
def time(settings: Settings, tmp_path: Path) -> Iterator[Moved]:
    settings.MAIL_FILES, settings.EMAIL_URL = tmp_path / "mail", ""
    settings.SECOND_FACTOR_GROUPS = []
    with pytest.MonkeyPatch.context() as patch, moved_time(START) as moved:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield moved
    connection.close()


@pytest.fixture
def page(time: Moved) -> Iterator[Page]:
    """Tom's, in the room of an incident whose database team has two people on call."""
    tom = make_user("Tom", "Responder")
    make_team(make_user("Ana", "Responder"), make_user("Jonas", "Responder"))
    incident = make_incident(level=1, at=time.now())
    client = Client()
    client.force_login(tom)
    django = StaticFilesHandler(get_wsgi_application())
    with serving(django, at_once=True) as base, chromium() as browser:
        context = browser.new_context(base_url=base, viewport={"width": 390, "height": 844})
        cookie = {"name": "session", "value": client.cookies["session"].value, "url": base}
        context.add_cookies([cookie])  # type: ignore[list-item]
        found = context.new_page()
        found.goto(f"/portal/incidents/{incident.reference}/escalations/")
        yield found


def test_vague_words_are_questioned_and_the_answer_counts_its_minutes(
    page: Page, time: Moved
) -> None:
    problem = page.get_by_label("What exactly is wrong?")
    problem.press_sequentially("Database is slow")
    expect(page.locator("#_questions")).to_contain_text("Which table and which error?")
    page.get_by_role("button", name="Send to Ana").click()
    expect(page.get_by_role("button", name="Send as it is")).to_be_visible()
    expect(problem).to_have_value("Database is slow")

    problem.fill("Row locks on payment_transactions, error 55P03, query UPDATE, since 14:31")
    page.get_by_role("button", name="Ask again with this").click()
    waiting = page.locator("#_waiting_for_others")
    expect(waiting).to_contain_text("then Jonas")
    expect(page.get_by_label("Next step")).to_contain_text("owes an answer by")
    assert serious(page) == []

    time.forward(minutes=16)
    page.reload()
    expect(waiting).to_contain_text("asked at")
    assert TeamEscalation.objects.get().contacted.filter(label="Jonas").exists()

    waiting.get_by_text("Write down what they say").click()
    waiting.get_by_label("What they said").fill("Locks released, the writer is stopped.")
    waiting.get_by_role("button", name="They answered").click()
    expect(waiting).to_contain_text("Locks released")
    expect(waiting).to_contain_text("16 min lost so far")
