"""Feed readers get what was said, once, with ids that never change."""

from datetime import datetime, timedelta
from typing import Any

import feedparser
import pytest

from statuspage.models import NoticeUpdate, Page
from statuspage.snapshot.publishing import publish_site
from tests.loopback import fetch
from tests.make_maintenance import make_maintenance
from tests.make_record import NOON
from tests.make_statuspage import make_notice, say

FEEDS = ("/history.atom", "/history.rss", "/updates.atom")
LATER = NOON + timedelta(hours=1)


def read(front: str, path: str) -> Any:
    """The feed as a reader understands it, which complains of nothing."""
    answer = fetch(front + path)
    assert answer.status == 200
    feed = feedparser.parse(answer.body, response_headers=answer.headers)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def test_history_has_one_entry_for_each_incident_and_planned_work(front: str) -> None:
    notice = make_notice(text="Half of the payments fail.")
    say(notice, "It is the processor.", status="identified", at=LATER)
    work = make_maintenance(title="Database upgrade").public_id
    publish_site()

    feed = read(front, "/history.atom")

    assert feed.version == "atom10"
    assert [one.title for one in feed.entries] == ["Card payments fail", "Database upgrade"]
    first, planned = feed.entries
    assert first.id.endswith(f":incident/{notice.public_id}")
    assert first.id.startswith("tag:")
    assert first.link.endswith(f"/incidents/{notice.public_id}/")
    text = first.content[0].value
    assert text.index("It is the processor.") < text.index("Half of the payments fail.")
    assert planned.link.endswith(f"/incidents/{work}/")
    assert "Planned maintenance, " in planned.content[0].value


def test_an_entry_moves_and_keeps_its_id(front: str) -> None:
    notice = make_notice()
    publish_site()
    before = read(front, "/history.atom").entries[0]
    say(notice, "All payments work.", status="resolved", at=LATER)
    publish_site()

    after = read(front, "/history.atom").entries[0]

    assert after.id == before.id
    assert after.published == before.published
    assert after.updated > before.updated
    assert read(front, "/history.atom").feed.updated == after.updated


def test_an_edited_word_moves_its_entry(front: str) -> None:
    make_notice()
    NoticeUpdate.objects.update(edited_at=LATER)
    publish_site()

    for path in ("/history.atom", "/updates.atom"):
        assert datetime.fromisoformat(read(front, path).entries[0].updated) == LATER


def test_every_update_is_an_entry_of_its_own(front: str) -> None:
    notice = make_notice(text="We look into it.")
    say(notice, "It is the processor.", status="identified", at=LATER)
    publish_site()

    feed = read(front, "/updates.atom")

    titles = [one.title for one in feed.entries]
    assert titles == ["Identified: Card payments fail", "Investigating: Card payments fail"]
    assert len({one.id for one in feed.entries}) == 2
    assert "We look into it." not in feed.entries[0].content[0].value


def test_rss_tells_the_same_by_the_same_ids(front: str) -> None:
    make_notice()
    publish_site()

    rss, atom = read(front, "/history.rss"), read(front, "/history.atom")

    assert rss.version == "rss20"
    assert [one.id for one in rss.entries] == [one.id for one in atom.entries]
    assert rss.entries[0].guidislink is False
    assert "We are looking into it." in rss.entries[0].summary


@pytest.mark.parametrize("path", FEEDS)
def test_as_long_as_nothing_is_said_the_bytes_are_the_same(front: str, path: str) -> None:
    make_notice()
    publish_site()
    before = fetch(front + path)
    publish_site(anyway=True)

    again = fetch(front + path)
    unchanged = fetch(front + path, if_none_match=before.headers["etag"])

    assert again.body == before.body
    assert again.headers["etag"] == before.headers["etag"]
    assert (unchanged.status, unchanged.body) == (304, b"")


@pytest.mark.parametrize("path", FEEDS)
def test_a_page_without_a_word_has_an_empty_feed_as_old_as_the_page(front: str, path: str) -> None:
    publish_site()
    before = fetch(front + path).body
    publish_site(anyway=True)

    feed = read(front, path)

    assert feed.entries == []
    assert fetch(front + path).body == before
    if path.endswith(".atom"):
        made = Page.objects.the_page().created_at.replace(microsecond=0)
        assert datetime.fromisoformat(feed.feed.updated) == made


@pytest.mark.parametrize("path", FEEDS)
def test_what_xml_cannot_hold_is_left_out(front: str, path: str) -> None:
    notice = make_notice(title="Payments\x0b fail", text="Half \x1b[31mof ]]> <b>them</b> ￿\x08")
    publish_site()

    entry = read(front, path).entries[0]

    assert entry.title.endswith("Payments fail")
    said = entry.content[0].value if "content" in entry else entry.summary
    assert "[31mof ]]&gt; &lt;b&gt;them" in said
    assert notice.public_id


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/history.atom", "application/atom+xml; charset=utf-8"),
        ("/updates.atom", "application/atom+xml; charset=utf-8"),
        ("/history.rss", "application/rss+xml; charset=utf-8"),
    ],
)
def test_each_says_what_it_is(front: str, path: str, kind: str) -> None:
    publish_site()

    answer = fetch(front + path)

    assert answer.headers["content-type"] == kind
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in answer.headers


def test_the_newest_fifty_are_told(front: str) -> None:
    for number in range(52):
        make_notice(title=f"Number {number}", at=NOON + timedelta(hours=number))
    publish_site()

    for path in FEEDS:
        entries = read(front, path).entries
        assert len(entries) == 50
        assert entries[0].title.endswith("Number 51")
        assert entries[-1].title.endswith("Number 2")
