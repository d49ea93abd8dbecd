"""The public site as documents: its pages in every language, and what programs read.

In a hurry only the page's own language is made anew, so that news need not wait for the
others, nor for a thousand old pages after a new template; what is out already stays as it is
until the second turn.
"""

from collections.abc import Mapping, Sequence
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
    """All documents; `behind` when some were left as they are to hurry. Made from `facts`, as
    `main` lists the pages in the page's own language."""

    documents: list[Document | Kept]
    behind: bool
    facts: SiteFacts
    main: Sequence[Sheet] = ()


def render_site(
    page: Page, *, at: datetime, out: Mapping[str, str], hurry: bool, begun: Site | None = None
) -> Site:
    """All documents of the public site, from what is public at this moment. What is `out`
    (path → source) already and made from the same is kept as it is; so is all that was made
    in the hurry before, where the site was `begun`."""
    facts = begun.facts if begun else gather(page, at=at)
    machines = machine_documents(facts) if begun is None else []
    documents: list[Document | Kept] = [*asset_documents(), *machines]
    if begun:
        documents += [Kept(one.path) for one in begun.documents]
    if page.private:
        return Site([*documents, invitation(facts)], behind=False, facts=facts)
    card = next((path for path in CARDS if any(one.path == path for one in documents)), "")
    main = begun.main if begun else sheets(facts)
    late: list[Sheet] = []
    kept: list[Sheet] = []
    for sheet in main:
        was = out.get(sheet.path)
        is_right = was == sheet.source if sheet.source else begun is not None and was is not None
        (kept if is_right or (hurry and was and sheet.source) else late).append(sheet)
    behind = any(out[one.path] != one.source for one in kept)
    documents += [Kept(one.path) for one in kept]
    documents += _rendered(facts, late, card)
    for language in page.languages[1:]:
        root = f"/{language}"
        if hurry:
            behind = True
            documents += [Kept(root + one.path) for one in main if root + one.path in out]
        else:
            documents += _edition(facts.in_language(language), out, card)
    return Site(documents, behind=behind, facts=facts, main=main)


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
