"""Feeds: a history with an entry for each incident and planned work, and one of every update.

An entry's id never changes, and nothing in a feed is the present time: as long as nothing is
said, every fetch has the same bytes (RFC 4287, and what readers make of it).
"""

from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape, linebreaks
from django.utils.xmlutils import SimplerXMLGenerator

from statuspage.models import NoticeUpdate
from statuspage.snapshot.documents import Document
from statuspage.snapshot.facts import NoticeFacts, SiteFacts
from statuspage.snapshot.legal_xml import legal_xml
from statuspage.snapshot.speech import dated, say

ATOM = "application/atom+xml; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"
MOST = 50


class _Steady(SyndicationFeed):
    """As new as its newest entry; without one as old as the page."""

    def latest_post_date(self) -> datetime:
        changed: list[datetime] = [one["updateddate"] for one in self.items]
        return max(changed, default=cast(datetime, self.feed["empty_since"]))


class _Atom(_Steady, Atom1Feed):
    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("content", item["description"], {"type": "html"})


class _Rss(_Steady, Rss201rev2Feed):
    pass


def recently_changed(facts: SiteFacts) -> list[NoticeFacts]:
    """What the feeds speak of."""
    return sorted(facts.everything, key=lambda one: one.row.updated_at, reverse=True)[:MOST]


def feed_documents(facts: SiteFacts) -> list[Document]:
    notices = recently_changed(facts)
    updates = [(one, update) for one in notices for update in one.updates]
    updates.sort(key=lambda pair: (pair[1].display_at, pair[1].pk), reverse=True)
    history = [_history_entry(facts, one) for one in notices]
    history.sort(key=lambda entry: entry["updateddate"], reverse=True)
    said = [_update_entry(facts, one, update) for one, update in updates[:MOST]]
    return [
        _document(facts, "/history.atom", "history", history),
        _document(facts, "/history.rss", "history", history),
        _document(facts, "/updates.atom", "every update", said),
    ]


def _document(facts: SiteFacts, path: str, title: str, entries: list[dict[str, Any]]) -> Document:
    is_rss = path.endswith(".rss")
    feed = (_Rss if is_rss else _Atom)(
        title=legal_xml(f"{facts.page.name} status: {title}"),
        link=f"{settings.SITE_URL}/",
        description=legal_xml(f"What {facts.page.name} said of incidents and planned work."),
        language=facts.page.languages[0],
        author_name=legal_xml(facts.page.name),
        feed_url=settings.SITE_URL + path,
        feed_guid=_tag(facts, path.strip("/").partition(".")[0]),
        empty_since=_second(facts.page.created_at),
    )
    for entry in entries:
        feed.add_item(**entry)
    return Document(path, feed.writeString("utf-8").encode(), RSS if is_rss else ATOM)


def _history_entry(facts: SiteFacts, notice: NoticeFacts) -> dict[str, Any]:
    row = notice.row
    said = [_said(facts, update) for update in notice.updates]
    if row.scheduled_for and row.scheduled_until:
        window = f"{_when(facts, row.scheduled_for)} – {_when(facts, row.scheduled_until)}"
        said.insert(0, f"<p>{say(facts.language, 'Planned maintenance')}, {window}</p>")
    changed = [row.updated_at, *(one.edited_at for one in notice.updates if one.edited_at)]
    return _entry(
        facts,
        notice,
        title=row.title,
        description="".join(said),
        unique_id=_tag(facts, f"incident/{row.public_id}"),
        pubdate=_second(row.created_at),
        updateddate=_second(max(changed)),
    )


def _update_entry(facts: SiteFacts, notice: NoticeFacts, update: NoticeUpdate) -> dict[str, Any]:
    return _entry(
        facts,
        notice,
        title=f"{say(facts.language, update.word)}: {notice.row.title}",
        description=_said(facts, update),
        unique_id=_tag(facts, f"update/{update.public_id}"),
        pubdate=_second(update.display_at),
        updateddate=_second(update.edited_at or update.display_at),
    )


def _entry(
    facts: SiteFacts, notice: NoticeFacts, *, title: str, description: str, **known: Any
) -> dict[str, Any]:
    return {
        "title": legal_xml(title),
        "description": legal_xml(description),
        "link": f"{settings.SITE_URL}/incidents/{notice.public_id}/",
        "unique_id_is_permalink": False,
        **known,
    }


def _said(facts: SiteFacts, update: NoticeUpdate) -> str:
    when = _when(facts, update.display_at)
    word = escape(say(facts.language, update.word))
    return (
        f"<p><small>{when}</small><br><strong>{word}</strong></p>"
        f"{linebreaks(update.body, autoescape=True)}"
    )


def _when(facts: SiteFacts, at: datetime) -> str:
    """In the page's zone, and with the year: the same words for ever."""
    local = at.astimezone(facts.zone)
    day = dated(facts.language, local.date())
    return f"{day} {local:%Y, %H:%M} {local.tzname() or facts.zone}"


def _tag(facts: SiteFacts, what: str) -> str:
    """A tag URI (RFC 4151): ours for good, whatever the address becomes."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},{facts.page.created_at:%Y-%m-%d}:{what}"


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
