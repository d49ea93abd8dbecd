"""What changed is published, once, newest last, and what did not change is left alone."""

import re
import threading
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from portal.clock import clock
from portal.clock.models import Timer
from statuspage.actions.set_component_status import set_component_status
from statuspage.actions.touch_page import touch_page
from statuspage.models import Component, Page
from statuspage.snapshot import publishing, site
from statuspage.snapshot.folder import read_manifest, write_site, writing
from statuspage.snapshot.publishing import publish_site
from tests.make_record import NOON
from tests.make_statuspage import (
    Visitor,
    make_component,
    make_notice,
    make_subscriber,
    read_everything,
    say,
)

MADE = re.compile(rb'data-made="[^"]*"|datetime="[^"]*"|Made [^<]*|Checked [^<]*|\d+ \w+ ago')


def written(path: str) -> int:
    return (Path(settings.PUBLIC_DIR) / path).stat().st_mtime_ns


def test_a_commit_publishes_at_once(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        make_notice(text="Half of the payments fail.")

    assert b"Half of the payments fail." in Visitor().get("/").body


def test_what_is_owed_is_published_by_the_clock_where_the_process_died() -> None:
    make_notice(text="Half of the payments fail.")
    assert Visitor().get("/").status == 599

    clock.ring_due(at=NOON)

    assert b"Half of the payments fail." in Visitor().get("/").body


def test_the_page_is_renewed_every_half_minute_without_filling_the_table() -> None:
    touch_page(at=NOON)
    clock.ring_due(at=NOON)
    for seconds in range(30, 300, 30):
        assert clock.ring_due(at=NOON + timedelta(seconds=seconds)) == 1

    assert Timer.objects.filter(kind__startswith="statuspage.").count() <= 3


def test_nothing_changed_makes_the_same_bytes_but_for_the_time() -> None:
    component = make_component("Checkout")
    make_notice(components={component.public_id: "partial_outage"})
    publish_site()
    before = read_everything(settings.PUBLIC_DIR)

    publish_site(anyway=True)

    after = read_everything(settings.PUBLIC_DIR)
    assert set(before) == set(after)
    for name in before:
        if name.endswith(".html"):
            assert MADE.sub(b"", before[name]) == MADE.sub(b"", after[name])
        elif not name.startswith(".") and not name.endswith((".gz", ".br")):
            assert before[name] == after[name], name


def test_an_ended_notice_is_rendered_only_when_it_changes() -> None:
    notice = make_notice()
    say(notice, "Fixed.", status="resolved")
    publish_site()
    page = f"incidents/{notice.public_id}/index.html"
    before, subscribe = written(page), written("subscribe/index.html")

    publish_site(anyway=True)
    assert written(page) == before
    assert written("subscribe/index.html") == subscribe

    say(notice, "What we learnt.", status="postmortem")
    publish_site()
    assert written(page) != before
    assert b"What we learnt." in Visitor().get(f"/incidents/{notice.public_id}/").body


def test_a_lost_file_is_made_again() -> None:
    notice = make_notice()
    say(notice, "Fixed.", status="resolved")
    publish_site()
    lost = settings.PUBLIC_DIR / "incidents" / notice.public_id / "index.html.br"
    lost.unlink()

    publish_site(anyway=True)

    assert lost.exists()


def test_the_name_of_the_page_reaches_settled_pages_too() -> None:
    notice = make_notice()
    say(notice, "Fixed.", status="resolved")
    publish_site()

    Page.objects.update(name="Northwind Pay")
    publish_site(anyway=True)

    assert b"Northwind Pay" in Visitor().get(f"/incidents/{notice.public_id}/").body


def test_pages_in_caches_keep_their_style_sheet() -> None:
    publish_site()
    folder = settings.PUBLIC_DIR
    old = next(path for path in read_manifest(folder).rows if path.endswith(".css"))
    before = read_manifest(folder)
    before.rows["/assets/public-0ld.css"] = before.rows[old]

    write_site(folder, [], revision=1, made_at=before.made_at)

    assert Visitor().get(old).status == 200
    assert Visitor().get("/").status == 599


def test_a_page_needs_little() -> None:
    for group in "Payments", "Accounts", "Developers", "Data":
        for number in range(5):
            component = make_component(f"{group} {number}", group=group)
            Component.objects.filter(pk=component.pk).update(created_at=NOON - timedelta(days=200))
            for back in range(4 + number, 90, 17 + number):
                for status, later in (("partial_outage", 0), ("operational", 25)):
                    at = NOON - timedelta(days=back) + timedelta(minutes=later)
                    set_component_status(component=component, status=status, by_name="M", at=at)
    for number in range(3):
        make_notice(f"Trouble number {number}", impact_text="Some payments fail. " * 5)
    publish_site()

    sent = sum(
        len(Visitor().get(path, accept_encoding="br").body)
        for path in read_manifest(settings.PUBLIC_DIR).rows
        if path == "/" or (path.startswith("/assets/") and path.endswith((".css", ".js")))
    )

    assert sent <= 12 * 1024


def test_no_private_word_is_in_any_public_byte() -> None:
    canary = "canary-in-private"
    component = make_component("Checkout")
    make_component(canary, visible=False)
    make_subscriber(f"{canary}@example.com")
    hidden = make_notice(title=f"{canary} retracted", text=canary)
    notice = make_notice(components={component.public_id: "partial_outage"})
    set_component_status(
        component=component, status="major_outage", by_name=canary, reason=canary, at=NOON
    )
    notice.updates.update(by_name=canary)
    notice.__class__.objects.filter(pk=hidden.pk).update(
        retracted_at=NOON, retraction_reason=canary
    )
    publish_site()

    files = read_everything(settings.PUBLIC_DIR)

    assert len(files) > 30
    for name, content in files.items():
        assert canary.encode() not in content, name


@pytest.mark.django_db(transaction=True)
def test_an_older_site_never_replaces_a_newer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    make_notice("First")
    rendering, go_on = threading.Event(), threading.Event()
    real = site.render_site

    def slow(*args: object, **kwargs: object) -> object:
        found = real(*args, **kwargs)  # type: ignore[arg-type]
        if threading.current_thread() is slow_one:
            rendering.set()
            go_on.wait(10)
        return found

    def publish() -> None:
        try:
            publish_site(anyway=True)
        finally:
            connection.close()

    monkeypatch.setattr(publishing, "render_site", slow)
    slow_one = threading.Thread(target=publish)
    slow_one.start()
    assert rendering.wait(10)
    monkeypatch.setattr("statuspage.actions.touch_page.publish_site", lambda: None)
    with transaction.atomic():
        make_notice("Second")
    quick_one = threading.Thread(target=publish)
    quick_one.start()
    quick_one.join(0.3)
    assert quick_one.is_alive()
    go_on.set()
    slow_one.join(10)
    quick_one.join(10)

    assert b"Second" in Visitor().get("/").body
    assert read_manifest(settings.PUBLIC_DIR).revision == Page.objects.the_page().revision


def test_the_same_site_is_exported_for_any_static_host(tmp_path: Path) -> None:
    make_notice()

    call_command("export_statuspage", str(tmp_path / "static"), stdout=StringIO())

    exported = read_everything(tmp_path / "static")
    published = read_everything(settings.PUBLIC_DIR)
    assert exported == {name: body for name, body in published.items() if name[0] != "."}
    with pytest.raises(CommandError, match="is not empty"):
        call_command("export_statuspage", str(tmp_path / "static"))


def test_one_writer_at_a_time_even_without_the_database(tmp_path: Path) -> None:
    inside = threading.Event()

    def write() -> None:
        with writing(tmp_path):
            inside.set()

    with writing(tmp_path):
        other = threading.Thread(target=write)
        other.start()
        assert not inside.wait(0.2)
    other.join(10)

    assert inside.is_set()
