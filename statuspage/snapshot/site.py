"""The public site as documents: every page and every JSON address.

What is settled (ended notices, past months, the form) is rendered only when what it shows
has changed; live pages carry the time they were made and are rendered every time.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from statuspage.models import Page
from statuspage.snapshot.assets import asset_documents, asset_links
from statuspage.snapshot.bars import groups
from statuspage.snapshot.documents import Document, Kept
from statuspage.snapshot.facts import NoticeFacts, SiteFacts, gather, with_updates
from statuspage.snapshot.machines import machine_documents
from statuspage.snapshot.past import months, past_days, recent
from statuspage.snapshot.presented import banner, shown, steps, when, worst_first

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Site:
    """All documents; `behind` when settled ones were left as they are to hurry."""

    documents: list[Document | Kept]
    behind: bool


def render_site(page: Page, *, at: datetime, out: Mapping[str, str], hurry: bool) -> Site:
    """All documents of the public site, from what is public at this moment; those whose
    source is `out` already (path → source) are kept as they are.

    In a `hurry` every settled page that is out is kept, so that news need not wait for a
    thousand old pages after a new template.
    """
    facts = gather(page, at=at)
    wanted = _settled(facts)
    late = [one for one in wanted if out.get(one.path) != one.source]
    kept = [one for one in wanted if out.get(one.path) == one.source]
    if hurry:
        kept += [one for one in late if one.path in out]
        late = [one for one in late if one.path not in out]
    with_updates([one.notice for one in late if one.notice is not None])
    context = _context(facts)
    documents: list[Document | Kept] = [*asset_documents(), *_live(facts, context)]
    documents += machine_documents(facts)
    documents += [Kept(one.path) for one in kept]
    documents += [one.render(facts, context) for one in late]
    return Site(documents, behind=any(out[one.path] != one.source for one in kept))


def _context(facts: SiteFacts) -> dict[str, Any]:
    return {
        "page": facts.page,
        "zone": str(facts.zone),
        "made": when(facts, facts.at),
        **asset_links(),
    }


def _live(facts: SiteFacts, context: dict[str, Any]) -> list[Document]:
    context = {**context, "live": True}
    home = {
        **context,
        "banner": banner(facts),
        "open": [shown(facts, notice) for notice in worst_first(facts)],
        "groups": groups(facts),
        "past": past_days(facts),
    }
    documents = [_page("/", "statuspage/page.html", home)]
    documents += [_notice_page(facts, one, context) for one in facts.everything if one.is_open]
    return documents


def preview_notice(facts: SiteFacts, notice: NoticeFacts) -> str:
    """The notice as its page will show it, as HTML; its row and updates may be unsaved."""
    context = {"notice": shown(facts, notice), "steps": steps(notice), "preview": True}
    return render_to_string("public/_notice.html", context)


def _notice_page(facts: SiteFacts, notice: NoticeFacts, context: dict[str, Any]) -> Document:
    context = {**context, "notice": shown(facts, notice), "steps": steps(notice)}
    return _page(f"/incidents/{notice.public_id}/", "statuspage/notice.html", context)


@dataclass(frozen=True)
class Settled:
    """A page that changes only with its source."""

    path: str
    source: str
    template: str
    context: dict[str, Any]
    notice: NoticeFacts | None = None

    def render(self, facts: SiteFacts, context: dict[str, Any]) -> Document:
        context = {**context, **self.context}
        if self.notice is not None:
            return _notice_page(facts, self.notice, context).made_from(self.source)
        return _page(self.path, self.template, context).made_from(self.source)


def _settled(facts: SiteFacts) -> list[Settled]:
    """Ended notices, history and the form."""
    edition = _edition(facts)
    notices = [
        Settled(
            f"/incidents/{one.public_id}/",
            _digest(edition, one.source),
            "statuspage/notice.html",
            {},
            one,
        )
        for one in facts.everything
        if not one.is_open
    ]
    return [*notices, *_lists(facts, edition)]


def _lists(facts: SiteFacts, edition: str) -> list[Settled]:
    every = months(facts)
    years = sorted({month["first"].year for month in every}, reverse=True)
    pick = [
        {
            "name": one.row.name,
            "id": one.row.public_id,
            "group": one.row.group.name if one.row.group else "",
        }
        for one in facts.components
    ]
    history = "statuspage/history.html"
    wanted: list[tuple[str, str, dict[str, Any]]] = [
        ("/subscribe/", "statuspage/subscribe.html", {"pick": pick}),
        ("/embed/", "public/embed_help.html", {"pick": pick, "site_url": settings.SITE_URL}),
        ("/history/", history, {"years": years, "months": recent(facts, every)}),
    ]
    for year in years:
        its = [month for month in every if month["first"].year == year]
        context = {"years": years, "months": its, "year": year}
        wanted.append((f"/history/{year}/", history, context))
    return [
        Settled(path, _digest(edition, repr(context)), template, context)
        for path, template, context in wanted
    ]


def _page(path: str, template: str, context: dict[str, Any]) -> Document:
    return Document(path, render_to_string(template, context).encode(), HTML)


def _edition(facts: SiteFacts) -> str:
    """What every page shows besides its own facts: the page's own words, and the templates."""
    page = facts.page
    year = facts.at.astimezone(facts.zone).year
    links = repr(sorted(asset_links().items()))
    return f"{page.name}|{page.time_zone}|{page.support_url}|{year}|{links}|{_templates()}"


@cache
def _templates() -> str:
    """A digest of the templates this process renders with."""
    folders = (Path(settings.BASE_DIR) / "templates" / name for name in ("public", "statuspage"))
    files = sorted(file for folder in folders for file in folder.glob("*.html"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
