"""The public site as documents: its pages in every language, and what programs read.

In a hurry only the page's own language is made anew, so that news need not wait for the
others, nor for a thousand old pages after a new template; what is out already stays as it is
until the second turn.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string

from statuspage.models import Page
from statuspage.snapshot.assets import asset_documents
from statuspage.snapshot.documents import Document, Kept
from statuspage.snapshot.facts import NoticeFacts, SiteFacts, gather, with_updates
from statuspage.snapshot.machines import machine_documents
from statuspage.snapshot.sheets import HTML, Sheet, frame, said, sheets

CARDS = ("/og.png", "/og.svg")


@dataclass(frozen=True)
class Site:
    """All documents; `behind` when some were left as they are to hurry."""

    documents: list[Document | Kept]
    behind: bool


def render_site(page: Page, *, at: datetime, out: Mapping[str, str], hurry: bool) -> Site:
    """All documents of the public site, from what is public at this moment. What is `out`
    (path → source) already and made from the same is kept as it is."""
    facts = gather(page, at=at)
    machines = machine_documents(facts)
    documents: list[Document | Kept] = [*asset_documents(), *machines]
    if page.private:
        return Site([*documents, invitation(facts)], behind=False)
    card = next((one.path for one in machines if one.path in CARDS), "")
    behind = False
    others = page.languages[1:]
    main = sheets(facts)
    late = []
    for sheet in main:
        was = out.get(sheet.path)
        if was and sheet.source and (hurry or was == sheet.source):
            behind = behind or was != sheet.source
            documents.append(Kept(sheet.path))
        else:
            late.append(sheet)
    documents += _rendered(facts, late, card)
    for language in others:
        root = f"/{language}"
        if hurry:
            behind = True
            documents += [Kept(root + one.path) for one in main if root + one.path in out]
            continue
        documents += _edition(facts.in_language(language), out, card)
    return Site(documents, behind=behind)


def _edition(facts: SiteFacts, out: Mapping[str, str], card: str) -> list[Document | Kept]:
    every = sheets(facts)
    late = [one for one in every if not one.source or out.get(facts.root + one.path) != one.source]
    kept = {one.path for one in every} - {one.path for one in late}
    return [*(Kept(facts.root + path) for path in kept), *_rendered(facts, late, card)]


def _rendered(facts: SiteFacts, late: list[Sheet], card: str) -> list[Document]:
    with_updates([one.notice for one in late if one.notice is not None])
    around = frame(facts, card=card)
    return [one.render(facts, around) for one in late]


def preview_notice(facts: SiteFacts, notice: NoticeFacts) -> str:
    """The notice as its page will show it, as HTML; its row and updates may be unsaved."""
    context = {**said(facts, notice), "preview": True, "language": facts.language}
    return render_to_string("public/_notice.html", context)


def invitation(facts: SiteFacts) -> Document:
    """All that is public of a private page."""
    context = {**frame(facts), "path": "/", "languages": [], "closed": True}
    return Document("/", render_to_string("statuspage/closed.html", context).encode(), HTML)
