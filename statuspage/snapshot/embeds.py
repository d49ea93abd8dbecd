"""What others show of the page inside their own: a custom element with its data, and a frame."""

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from statuspage.models.notice import UNDER_WAY
from statuspage.snapshot.api import JSON, timestamp
from statuspage.snapshot.assets import asset_links, static_bytes
from statuspage.snapshot.banner import banner, worst_first
from statuspage.snapshot.documents import Document
from statuspage.snapshot.facts import NoticeFacts, SiteFacts
from statuspage.snapshot.presented import shown

SCRIPT = "text/javascript; charset=utf-8"
# The only page that may stand in a frame.
FRAME = "/embed/frame"
# A product warns of planned work the day before, not the week.
AHEAD = timedelta(hours=24)


def embed_documents(facts: SiteFacts) -> list[Document]:
    return [
        Document("/embed/status.js", static_bytes("js/embed.js"), SCRIPT),
        Document("/embed/status.json", json.dumps(_state(facts)).encode(), JSON),
        Document(FRAME, _frame(facts).encode(), "text/html; charset=utf-8"),
    ]


def _state(facts: SiteFacts) -> dict[str, Any]:
    said = banner(facts)
    return {
        "page": {"name": facts.page.name, "url": f"{settings.SITE_URL}/"},
        "status": {"tone": said["tone"], "text": said["title"]},
        "incidents": [_incident(facts, one) for one in worst_first(facts)],
        "maintenance": [_maintenance(one) for one in _near(facts)],
        "announcements": [
            {"title": one.title, "text": one.text, "tone": one.tone, "url": one.link or None}
            for one in facts.announcements
            if one.in_product
        ],
    }


def _incident(facts: SiteFacts, notice: NoticeFacts) -> dict[str, Any]:
    said = shown(facts, notice)
    return {
        "title": notice.row.title,
        "tone": said["tone"],
        "state": said["word"],
        "url": settings.SITE_URL + said["url"],
        "started_at": timestamp(notice.row.started_at),
        "next_update_by": timestamp(notice.row.next_update_by),
    }


def _near(facts: SiteFacts) -> list[NoticeFacts]:
    """Work under way, and what begins soon; the next first."""
    return [
        one
        for one in reversed(facts.maintenances)
        if one.row.status in UNDER_WAY or (one.is_open and one.row.started_at - facts.at <= AHEAD)
    ]


def _maintenance(notice: NoticeFacts) -> dict[str, Any]:
    row = notice.row
    return {
        "title": row.title,
        "tone": "maint",
        "under_way": row.status in UNDER_WAY,
        "url": f"{settings.SITE_URL}/incidents/{row.public_id}/",
        "scheduled_for": timestamp(row.scheduled_for),
        "scheduled_until": timestamp(row.scheduled_until),
    }


def _frame(facts: SiteFacts) -> str:
    near = [shown(facts, one) for one in _near(facts)]
    context = {
        "page": facts.page,
        "language": facts.language,
        "site_url": settings.SITE_URL,
        "banner": banner(facts),
        "open": [*(shown(facts, one) for one in worst_first(facts)), *near],
        **asset_links(),
    }
    return render_to_string("public/embed_frame.html", context)
