"""The public site as documents: every page and every JSON address."""

import hashlib
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from statuspage.models import Page
from statuspage.snapshot.api import api_documents
from statuspage.snapshot.documents import FOREVER, Document
from statuspage.snapshot.facts import SiteFacts, gather
from statuspage.snapshot.presented import history_months, notice_context, page_context

HTML = "text/html; charset=utf-8"


def render_site(page: Page, *, at: datetime) -> list[Document]:
    """All documents of the public site, from what is public at this moment."""
    facts = gather(page, at=at)
    return [*_assets(), *_pages(facts, asset_links()), *api_documents(facts)]


def asset_links() -> dict[str, str]:
    """Where the published style sheet and script are."""
    css, js = _assets()
    return {"css_url": css.path, "js_url": js.path}


def _assets() -> list[Document]:
    return [
        _asset("css/public.css", "text/css; charset=utf-8"),
        _asset("js/public.js", "text/javascript; charset=utf-8"),
    ]


def _asset(name: str, content_type: str) -> Document:
    body = (Path(settings.BASE_DIR) / "static" / name).read_bytes()
    stem, _, suffix = name.rpartition("/")[2].partition(".")
    digest = hashlib.sha256(body).hexdigest()[:10]
    return Document(f"/assets/{stem}-{digest}.{suffix}", body, content_type, FOREVER)


def _pages(facts: SiteFacts, links: dict[str, str]) -> list[Document]:
    context = {**page_context(facts), **links}
    made = [
        _page("/", "statuspage/page.html", context),
        _page("/subscribe/", "statuspage/subscribe.html", context),
        _page("/history/", "statuspage/history.html", {**context, "months": history_months(facts)}),
    ]
    made.extend(
        _page(
            f"/incidents/{notice.public_id}/",
            "statuspage/notice.html",
            {**context, **notice_context(facts, notice)},
        )
        for notice in facts.notices
    )
    return made


def _page(path: str, template: str, context: dict[str, object]) -> Document:
    return Document(path, render_to_string(template, context).encode(), HTML)
