"""Whatever people or alerts write is shown as words, by every page, in a real browser."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, models
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from portal.people.models import User
from portal.post.models import Message
from statuspage.snapshot.publishing import publish_site
from tests.browser import CHROMIUM, chromium, visit
from tests.security import canaries, matrix
from tests.security.roles import MANAGES, make_person
from tests.security.world import World, make_world

CORPUS = (
    '"><x-pwn>',
    "<x-pwn onmouseover=p()>",
    "'><img src=x onerror=p()><x-pwn>",
    "</title></textarea><x-pwn>",
    "</script><script>p()</script><x-pwn>",
    "<svg onload=p()><x-pwn>",
    "' hx-get=/x hx-trigger=load data-hx-on:load=p() x='<x-pwn>",
    "[x](javascript:p()) ![x](https://evil.example/x.png)",
    "<a href='javascript:p()'>x</a><x-pwn>",
    "<iframe srcdoc='<script>top.p()</script>'></iframe>",
    "<form action=//evil.example><base href=//evil.example><x-pwn>",
    "{{ 7|add:7 }}{% debug %}<x-pwn>",
    "[x]: javascript:p()\n[x]",
    "<style>*{display:none}</style><meta http-equiv=refresh content=0>",
    "&lt;x-pwn&gt;<!--<x-pwn>--><x-pwn>",
)
WRITABLE = (models.CharField, models.TextField, models.JSONField)
TRAP = """
window.pwned = [];
window.p = () => window.pwned.push("ran");
document.addEventListener("securitypolicyviolation", (event) =>
    window.pwned.push("violated " + event.violatedDirective + " " + event.blockedURI));
"""
# What a page that took words for code would hold.
FOUND = """() => [
    ...window.pwned,
    ...[...document.querySelectorAll("x-pwn, script:not([src]), base, iframe[srcdoc], style," +
        " [src*='evil.example'], [action*='evil.example'], [http-equiv=refresh]")]
        .filter((one) => one.type !== "application/json")
        .map((one) => one.outerHTML.slice(0, 120)),
    ...[...document.querySelectorAll("*")].flatMap((one) => one.getAttributeNames()
        .filter((name) => /^on|^hx-on|^data-hx-on/.test(name))
        .map((name) => one.tagName + " " + name)),
    ...[...document.querySelectorAll("[href], [src], [action]")]
        .filter((one) => /^\\s*(javascript|data|vbscript):/i.test(
            one.getAttribute("href") || one.getAttribute("src") || one.getAttribute("action")))
        .map((one) => one.outerHTML.slice(0, 120)),
]"""

# What our own templates hold of these: a mail's look, and the briefing that renews itself.
OURS = (
    "<style>\n@media (prefers-color-scheme:dark){\n.mail-ground",
    '<meta http-equiv="refresh" content="60">',
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed here"),
]


@pytest.fixture(autouse=True)
def _places(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PUBLIC_DIR = tmp_path / "public"
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def write_everywhere() -> int:
    """Put the corpus into every text there is; how many fields. Longer fields hold more."""
    filled = 0
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    for number, (label, field) in enumerate(canaries.text_fields()):
        open_to_words = canaries.PUBLIC.get(label, "") + " " + canaries.INTERNAL.get(label, "")
        if field.name not in open_to_words.split() or field.name in {
            "slug",
            "components",
            "time_zone",
        }:
            continue
        if not isinstance(field, WRITABLE):
            continue
        model = apps.get_model(label)
        rows = model._default_manager.all()
        tied = {name for one in model._meta.constraints for name in getattr(one, "fields", ())}
        if (field.unique or field.name in tied or label in canaries.ONE_ROW) and rows.exists():
            rows = rows.filter(pk=rows.latest("pk").pk)
        if label in canaries.BLANKS_MEAN:
            empty: object = {} if isinstance(field, models.JSONField) else ""
            rows = rows.exclude(**{field.name: empty})
        filled += bool(rows.update(**{field.name: words_for(field, number)}))
    with connection.cursor() as cursor:
        cursor.execute("RESET session_replication_role")
    return filled


def words_for(field: models.Field[Any, Any], turn: int) -> object:
    word = CORPUS[turn % len(CORPUS)]
    if isinstance(field, models.EmailField):
        return '"<x-pwn>"@example.com'
    if isinstance(field, models.URLField):
        return "javascript:p()//<x-pwn>"
    if isinstance(field, models.JSONField):
        return {word: word}
    if isinstance(field, models.TextField):
        return "\n\n".join(CORPUS)
    return word if len(word) <= (field.max_length or 0) else CORPUS[0][: field.max_length]


# What a browser keeps as a file, or finds nothing new at.
NO_PAGES = ("markdown/", "download/", "/news/", ".ics", "z", "<name>")


def addresses(world: World) -> list[str]:
    """Every page that shows something, to a manager or to the public."""
    shown = [
        route for route, row in matrix.table().items()
        if row.read is not None and not route.endswith(NO_PAGES)
        and not any(one in route for one in ("/attachments/", "/password/", "logout", "delete"))
    ]  # fmt: skip
    return [world.address(route) for route in shown]


def signed_in(page: Page, base: str, person: User) -> None:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = django_settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    page.context.add_cookies(
        [{"name": "session", "value": str(session.session_key), "url": base, "httpOnly": True}]
    )


def off_the_journeys(world: World) -> list[str]:
    """The admin's and the public pages, and where mails are shown; people's journeys open the
    portal's, and mind every complaint of the browser."""
    all_of_them = addresses(world)
    return [one for one in all_of_them if not one.startswith("/portal/") or "/outbox/" in one]


def trouble(world: World, base: str, shown: Sequence[str]) -> Iterator[str]:
    """What each page holds or complains of that it should not."""
    person = make_person(MANAGES)
    with chromium() as browser, visit(browser, base) as page:
        page.add_init_script(TRAP)
        page.on("dialog", lambda dialog: dialog.dismiss())
        signed_in(page, base, person)
        for address in shown:
            answer = page.goto(address, wait_until="load")
            assert answer is not None
            if answer.status >= 500:
                yield f"{address}: {answer.status}"
            found = [one for one in page.evaluate(FOUND) if not one.startswith(OURS)]
            yield from (f"{address}: {one}" for one in found)


def test_words_run_nowhere(live_server: LiveServer) -> None:
    world = make_world()
    filled = write_everywhere()
    Message.objects.update(html="<p>Made by our templates, which escape.</p>")
    publish_site(anyway=True)

    found = list(trouble(world, live_server.url, addresses(world)))
    assert found == []
    assert filled > 80


def test_pages_in_normal_use_violate_nothing(live_server: LiveServer) -> None:
    world = make_world()
    Message.objects.filter(pk=world.message.pk).update(html='<p style="color:red">Words</p>')
    publish_site(anyway=True)

    found = list(trouble(world, live_server.url, off_the_journeys(world)))
    assert found == []
