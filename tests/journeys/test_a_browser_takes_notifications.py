"""A browser is added by its person, shows what a push service brings and opens its link; both
screens in two looks, with axe."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, Page, expect

from portal.people.demo import PASSWORD
from portal.post.channels.encryption import padless
from tests.browser import CHROMIUM, LOOKS, chromium, serious, sign_in, visit
from tests.make_ways import FakeBrowser
from tests.running import RunningAllclear, running_allclear

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.django_db(databases=[]),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed"),
]
# This browser knows no push service: it is given one's answer.
SUBSCRIBED = """
PushManager.prototype.getSubscription = async () => null;
PushManager.prototype.subscribe = async (wish) => {
  window.wished = wish;
  return {toJSON: () => (%s)};
};
Notification.requestPermission = async () => "granted";
"""


@pytest.fixture(scope="module")
def allclear(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAllclear]:
    with running_allclear(tmp_path_factory.mktemp("push") / "var") as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_both_screens_are_accessible_and_fit(
    allclear: RunningAllclear, browser: Browser, size: str, theme: str
) -> None:
    with visit(browser, allclear.url, size=size, theme=theme) as page:
        sign_in(page, "elena@northwind.example", PASSWORD)
        for path in ("/portal/ways/?kind=push", "/portal/ways/?kind=sms", "/portal/devices/"):
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert page.trouble == [], path  # type: ignore[attr-defined]
            assert serious(page) == [], path


def subscribe(page: Page) -> None:
    fake = FakeBrowser(ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16))
    keys = {"p256dh": fake.p256dh, "auth": padless(fake.auth)}
    told = {"endpoint": f"https://push.example.com/{secrets.token_hex(8)}", "keys": keys}
    page.context.grant_permissions(["notifications"])
    page.add_init_script(SUBSCRIBED % json.dumps(told))
    sign_in(page, "tom@northwind.example", PASSWORD)
    page.goto("/portal/devices/")
    page.get_by_label("Name").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("takes notifications now")).to_be_visible()


def push(page: Page, said: str) -> list[dict[str, Any]]:
    """Have the browser deliver it to our service worker; what is shown then."""
    found: list[str] = []
    line = page.context.new_cdp_session(page)
    line.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    line.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.ready.then((one) => Boolean(one.active))")
    assert found
    told = {"origin": page.evaluate("origin"), "registrationId": found[0], "data": said}
    line.send("ServiceWorker.deliverPushMessage", told)
    shown = "navigator.serviceWorker.ready.then((one) => one.getNotifications())"
    page.wait_for_function(f"{shown}.then((all) => all.length > 0)")
    what = "all.map(({title, body, tag, data}) => ({title, body, tag, data}))"
    notifications: list[dict[str, Any]] = page.evaluate(f"{shown}.then((all) => {what})")
    return notifications


def test_a_page_is_shown_and_its_link_is_opened(
    allclear: RunningAllclear, browser: Browser
) -> None:
    with visit(browser, allclear.url) as page:
        subscribe(page)
        expect(page.get_by_role("button", name="Remove")).to_be_visible()
        link = f"{allclear.url}/portal/pages/abc:def/"
        said = {"title": "Page: SEV1", "body": "Checkout fails", "link": link, "tag": "t1"}

        push(page, json.dumps({**said, "body": "Checkout"}))
        (shown,) = push(page, json.dumps(said))

        assert shown["title"] == "Page: SEV1"
        assert shown["data"] == {"link": link}
        assert clicked(page, link) == [link]
        assert clicked(page, "https://evil.example/") == []
        page.get_by_role("button", name="Remove").click()
        expect(page.get_by_text("None yet.")).to_be_visible()


def clicked(page: Page, link: str) -> list[str]:
    """Which windows our service worker opens for a notification with this link."""
    (worker,) = page.context.service_workers
    opened: list[str] = worker.evaluate(
        """async (link) => {
          const opened = [];
          self.clients.openWindow = async (url) => { opened.push(url); };
          const notification = {close() {}, data: {link}};
          const event = new ExtendableEvent("notificationclick");
          Object.defineProperty(event, "notification", {value: notification});
          event.waitUntil = () => {};
          self.dispatchEvent(event);
          return opened;
        }""",
        link,
    )
    return opened


def test_what_is_no_message_of_ours_is_shown_as_nothing_special(
    allclear: RunningAllclear, browser: Browser
) -> None:
    with visit(browser, allclear.url) as page:
        subscribe(page)

        (shown,) = push(page, "not json")

        assert shown["title"] == "Allclear"
        assert shown["data"] == {"link": "/portal/"}
