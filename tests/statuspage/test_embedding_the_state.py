"""Badges, the element and the frame show the state on other people's pages, under strict rules."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from statuspage.actions.start_maintenance import start_maintenance
from statuspage.models import Announcement, ComponentStatus
from statuspage.models import Page as StatusPage
from statuspage.snapshot.badge import STYLE
from statuspage.snapshot.publishing import publish_site
from tests.browser import CHROMIUM, chromium, serious, visit
from tests.loopback import fetch, serving
from tests.make_maintenance import make_maintenance
from tests.make_statuspage import make_component, make_notice

in_chromium = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"There is no Chromium at {CHROMIUM}."
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, chromium() as found:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield found
        connection.close()


@contextmanager
def somebodys_page(markup: str, policy: str) -> Iterator[str]:
    """A page of somebody else, on its own origin."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start(
            "200 OK",
            [("Content-Type", "text/html"), ("Content-Security-Policy", policy)],
        )
        return [f"<!doctype html><title>Shop</title><h1>Shop</h1>{markup}".encode()]

    with serving(answer) as address:
        yield address


def element(front: str, attributes: str = "") -> tuple[str, str]:
    """What the help says to paste, and the least that a policy must allow for it."""
    markup = (
        f'<script src="{front}/embed/status.js" defer></script>'
        f"<allclear-status {attributes}></allclear-status>"
    )
    return markup, f"default-src 'none'; script-src {front}; connect-src {front}"


def announce(title: str, **facts: Any) -> Announcement:
    now = timezone.now()
    return Announcement.objects.create(
        **{
            "title": title,
            "starts_at": now - timedelta(hours=1),
            "created_at": now,
            "by_name": "Mei Chen",
            "in_product": True,
            **facts,
        }
    )


def test_the_badge_says_the_state_by_word_and_shape(front: str) -> None:
    component = make_component("Checkout & more", status=ComponentStatus.MAJOR_OUTAGE)
    publish_site()

    answer = fetch(f"{front}/components/{component.public_id}/badge.svg")
    whole = ElementTree.fromstring(fetch(f"{front}/badge.svg").body)
    shown = ElementTree.fromstring(answer.body)

    assert answer.headers["content-type"] == "image/svg+xml"
    assert shown.get("aria-label") == "Checkout & more: Major outage"
    assert shown.get("role") == "img"
    namespace = "{http://www.w3.org/2000/svg}"
    path, whole_path = shown.find(f"{namespace}path"), whole.find(f"{namespace}path")
    assert path is not None
    assert whole_path is not None
    assert path.get("class") == "major"
    assert whole.get("aria-label") == "Major system outage"
    assert len(answer.body) < 1500


def test_a_badge_brings_nothing_but_its_own_style(front: str) -> None:
    publish_site()

    policy = fetch(f"{front}/badge.svg").headers["content-security-policy"]

    digest = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert f"<style>{STYLE}</style>" in fetch(f"{front}/badge.svg").body.decode()
    assert "prefers-color-scheme:dark" in STYLE


def test_only_the_frame_may_be_framed(front: str, client: Client) -> None:
    make_notice()
    publish_site()
    framable = []
    manifest = json.loads((settings.PUBLIC_DIR / ".manifest.json").read_text())
    for path in manifest["rows"]:
        headers = fetch(front + path).headers
        if "frame-ancestors 'none'" not in headers["content-security-policy"]:
            framable.append(path)
            assert "x-frame-options" not in headers
        else:
            assert headers["x-frame-options"] == "DENY"

    assert framable == ["/embed/frame"]
    frame = fetch(f"{front}/embed/frame")
    assert "frame-ancestors *" in frame.headers["content-security-policy"]
    assert "set-cookie" not in frame.headers
    assert b"<form" not in frame.body
    behind = client.get("/embed/frame")
    assert behind["Content-Security-Policy"] == frame.headers["content-security-policy"]
    assert "X-Frame-Options" not in behind.headers


@in_chromium
def test_the_element_shows_what_is_wrong(browser: Browser, front: str) -> None:
    component = make_component()
    now = timezone.now()
    make_notice(
        "Card payments fail",
        at=now,
        components={component.public_id: "partial_outage"},
        next_update_by=now + timedelta(minutes=30),
    )
    work = make_maintenance("Database upgrade", begins=now, at=now)
    start_maintenance(public_id=work.public_id, by_name="Mei", at=now)
    make_maintenance("In a week", begins=now + timedelta(days=7), at=now)
    announce("New prices <b>soon</b>", text="From January.")
    announce("For the page alone", in_product=False)
    publish_site()

    with somebodys_page(*element(front)) as address, visit(browser, address) as page:
        page.goto("/")
        lines = page.locator("allclear-status li")
        expect(lines).to_have_count(3)
        said = lines.all_inner_texts()

        assert "Card payments fail" in said[0]
        assert "Partial outage" in said[0]
        assert "Next update by" in said[0]
        assert "Database upgrade" in said[1]
        assert "New prices <b>soon</b>" in said[2]
        assert page.trouble == []  # type: ignore[attr-defined]
        link = lines.first.get_by_role("link")
        assert link.get_attribute("rel") == "noopener"


@in_chromium
@pytest.mark.parametrize(("attributes", "count"), [("", 0), ("always", 1)])
def test_when_all_is_clear_it_takes_no_space_unless_asked_to(
    browser: Browser, front: str, attributes: str, count: int
) -> None:
    make_component()
    publish_site()

    with somebodys_page(*element(front, attributes)) as address, visit(browser, address) as page:
        with page.expect_response(f"{front}/embed/status.json"):
            page.goto("/")
        expect(page.locator("allclear-status li")).to_have_count(count)

        assert page.locator("allclear-status").is_visible() is bool(count)
        assert page.trouble == []  # type: ignore[attr-defined]


@in_chromium
def test_when_the_page_cannot_be_read_the_product_is_unharmed(browser: Browser, front: str) -> None:
    make_notice()
    publish_site()
    markup, policy = element(front, "src='http://127.0.0.1:9'")

    with somebodys_page(markup, policy) as address, visit(browser, address) as page:
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto("/")
        expect(page.locator("allclear-status")).to_be_hidden()

        assert page.get_by_role("heading", name="Shop").is_visible()
        assert faults == []


def framed(page: Page) -> str:
    return page.frame_locator("iframe").locator("body").inner_text()


@in_chromium
def test_the_frame_shows_the_state_without_script(browser: Browser, front: str) -> None:
    now = timezone.now()
    make_notice("Card payments fail", at=now, next_update_by=now + timedelta(minutes=30))
    publish_site()
    markup = f'<iframe src="{front}/embed/frame" title="Status"></iframe>'

    with (
        somebodys_page(markup, f"default-src 'none'; frame-src {front}") as address,
        visit(browser, address, script=False) as page,
    ):
        page.goto("/")
        text = framed(page)

    assert "Card payments fail" in text
    assert "Next update by" in text


@in_chromium
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/embed/", "/embed/frame", "/badge.svg"])
def test_what_is_embedded_is_accessible(
    browser: Browser, front: str, path: str, theme: str
) -> None:
    make_component("Checkout", status=ComponentStatus.PARTIAL_OUTAGE)
    make_notice()
    publish_site()

    with visit(browser, front, theme=theme) as page:
        page.goto(path)
        assert path == "/badge.svg" or serious(page) == []
        assert page.trouble == []  # type: ignore[attr-defined]


def test_nothing_of_an_empty_page_is_missing(front: str) -> None:
    StatusPage.objects.the_page()
    publish_site()

    state = json.loads(fetch(f"{front}/embed/status.json").body)

    assert state["status"] == {"tone": "ok", "text": "All systems operational"}
    assert [state[name] for name in ("incidents", "maintenance", "announcements")] == [[], [], []]
    assert fetch(f"{front}/embed/frame").status == 200
