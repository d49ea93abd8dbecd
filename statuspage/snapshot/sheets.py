"""The pages for people, in one edition: its language, and whose eyes it is for.

A sheet with a source is settled: it is made anew only when the source changes. One without
shows the time and is made every time.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from statuspage.choices import AT_FIRST, offered
from statuspage.snapshot import speech, works, years
from statuspage.snapshot.assets import asset_links
from statuspage.snapshot.banner import announced, banner, worst_first
from statuspage.snapshot.bars import groups
from statuspage.snapshot.documents import Document
from statuspage.snapshot.facts import NoticeFacts, SiteFacts
from statuspage.snapshot.past import (
    by_month,
    days_at_a_glance,
    months,
    noted_days,
    past_days,
    recent,
)
from statuspage.snapshot.presented import shown, steps, when

HTML = "text/html; charset=utf-8"
Context = dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """`path` is below the edition's root; `context` is made only when the page is."""

    path: str
    template: str
    context: Callable[[], Context]
    source: str = ""
    notice: NoticeFacts | None = None

    def render(self, facts: SiteFacts, frame: Context) -> Document:
        context = {**frame, "path": self.path, "live": not self.source, **self.context()}
        body = render_to_string(self.template, context).encode()
        return Document(facts.root + self.path, body, HTML).made_from(self.source)


def sheets(facts: SiteFacts) -> list[Sheet]:
    """Every page of the edition."""
    edition = digest(_edition(facts))
    found = [Sheet("/", "statuspage/page.html", lambda: _home(facts))]
    found += [_notice(facts, one, edition) for one in facts.everything]
    found += _history(facts, edition)
    found += _uptime(facts, edition)
    found.append(_maintenance(facts, edition))
    if not facts.for_members:
        found.append(_form(facts, edition))
    if not facts.root:
        found.append(_help(facts, edition))
    return found


def frame(facts: SiteFacts, *, card: str = "") -> Context:
    """What every page shows around its content; `card` is the picture of links to it."""
    page, language = facts.page, facts.language
    return {
        "page": page,
        "zone": str(facts.zone),
        "made": when(facts, facts.at),
        "language": language,
        "root": facts.root,
        "site_url": settings.SITE_URL,
        "card": card,
        "for_members": facts.for_members,
        "languages": [
            {
                "code": one,
                "name": speech.NAMES[one],
                "root": "" if one == facts.own_language else f"/{one}",
            }
            for one in page.languages
        ],
        **asset_links(),
    }


def digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _home(facts: SiteFacts) -> Context:
    return {
        "banner": banner(facts),
        "announcements": [announced(facts, one) for one in facts.announcements],
        "open": [shown(facts, notice) for notice in worst_first(facts)],
        "running": [shown(facts, one) for one in facts.under_way],
        "soon": [shown(facts, one) for one in facts.soon],
        "groups": groups(facts),
        "past": past_days(facts),
    }


def _notice(facts: SiteFacts, notice: NoticeFacts, edition: str) -> Sheet:
    """Live while something happens; planned work changes with the day it is read on."""
    source = digest(edition, notice.source)
    if notice.is_planned:
        source = digest(source, _today(facts).isoformat())
    elif notice.is_open:
        source = ""
    path = f"/incidents/{notice.public_id}/"
    return Sheet(path, "statuspage/notice.html", lambda: said(facts, notice), source, notice)


def said(facts: SiteFacts, notice: NoticeFacts) -> Context:
    return {"notice": shown(facts, notice), "steps": steps(notice, facts.language)}


def _history(facts: SiteFacts, edition: str) -> Iterator[Sheet]:
    every = by_month(facts)
    years_of = sorted({month.year for month in every}, reverse=True)
    lately = recent(facts, every)
    days = repr((_today(facts).isoformat(), noted_days(facts)))
    template = "statuspage/history.html"
    source = digest(edition, repr(years_of), _sources(facts, lately), digest(days))

    def newest() -> Context:
        shown = months(facts, lately)
        return {"years": years_of, "months": shown, "days": days_at_a_glance(facts)}

    yield Sheet("/history/", template, newest, source)
    for year in years_of:
        its = {month: notices for month, notices in every.items() if month.year == year}
        source = digest(edition, repr(years_of), _sources(facts, its))
        yield Sheet(f"/history/{year}/", template, _year(facts, years_of, its, year), source)


def _year(
    facts: SiteFacts, every: list[int], its: dict[date, list[NoticeFacts]], year: int
) -> Callable[[], Context]:
    return lambda: {"years": every, "months": months(facts, its), "year": year}


def _sources(facts: SiteFacts, chosen: dict[date, list[NoticeFacts]]) -> str:
    """What a list shows of its notices; how long open ones last so far, by the minute."""
    notices = [one for found in chosen.values() for one in found]
    minute = str(int(facts.at.timestamp() // 60)) if any(one.is_open for one in notices) else ""
    return digest(minute, *(one.source for one in notices))


def _uptime(facts: SiteFacts, edition: str) -> Iterator[Sheet]:
    shown = [one for one in facts.components if one.row.showcase]
    sources = [digest(edition, years.year_source(facts, one)) for one in shown]
    overview = digest(edition, *sources)
    yield Sheet("/uptime/", "statuspage/uptime.html", lambda: years.overview(facts), overview)
    for one, source in zip(shown, sources, strict=True):
        path = f"/uptime/{one.row.public_id}/"

        def its_year(one: Any = one) -> Context:
            return {"one": years.component_year(facts, one)}

        yield Sheet(path, "statuspage/component.html", its_year, source)


def _maintenance(facts: SiteFacts, edition: str) -> Sheet:
    running = [*facts.under_way]
    parts = [one.source for one in facts.maintenances]
    source = "" if running else digest(edition, _today(facts).isoformat(), *parts)
    template = "statuspage/maintenance.html"
    return Sheet("/maintenance/", template, lambda: works.maintenance(facts), source)


def _form(facts: SiteFacts, edition: str) -> Sheet:
    rows = [one.row for one in facts.components]
    choice = offered(rows, facts.page, chosen={**AT_FIRST, "language": facts.language})
    source = digest(edition, repr(choice))
    return Sheet("/subscribe/", "statuspage/subscribe.html", lambda: choice, source)


def _help(facts: SiteFacts, edition: str) -> Sheet:
    """What to paste elsewhere; it is for those who make sites, and in one language."""
    shown = [{"name": str(one.row), "id": one.row.public_id} for one in facts.components]
    source = digest(edition, repr(shown))
    return Sheet("/embed/", "public/embed_help.html", lambda: {"pick": shown}, source)


def _today(facts: SiteFacts) -> date:
    return facts.at.astimezone(facts.zone).date()


def _edition(facts: SiteFacts) -> str:
    """What every page shows besides its own facts: the page's own words, and the templates."""
    page = facts.page
    words = repr(sorted(speech.catalogue(facts.language).items()))
    links = repr(sorted(asset_links().items()))
    named = (page.name, page.time_zone, page.support_url, page.description, page.languages)
    facets = (facts.root, facts.language, _today(facts).year, settings.SITE_URL)
    return repr((*named, *facets, links, digest(words), _templates()))


@cache
def _templates() -> str:
    """A digest of the templates this process renders with."""
    folders = (Path(settings.BASE_DIR) / "templates" / name for name in ("public", "statuspage"))
    files = sorted(file for folder in folders for file in folder.glob("*.html"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
