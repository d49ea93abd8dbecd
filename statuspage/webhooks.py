"""Bodies of webhooks, as Statuspage sends them, with an id and a type of the event."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from statuspage.models import Component, Notice, NoticeUpdate, Page
from statuspage.saying import LEAVE
from statuspage.sentences import Sentence, page_sentence
from statuspage.snapshot.api import component_json, timestamp

DOCUMENTATION = "https://www.standardwebhooks.com/"


def webhook_meta(*, at: datetime) -> dict[str, str]:
    return {
        "unsubscribe": LEAVE,
        "documentation": DOCUMENTATION,
        "generated_at": timestamp(at.astimezone(UTC)) or "",
    }


def webhook_page(page: Page, sentence: Sentence) -> dict[str, str]:
    return {
        "id": page.public_id,
        "status_indicator": str(sentence.indicator),
        "status_description": sentence.description,
    }


def webhook_body(
    update: NoticeUpdate,
    notice: Notice,
    page: Page,
    components: Sequence[Component],
    *,
    at: datetime,
    earlier: Sequence[NoticeUpdate] = (),
    sentence: Sentence | None = None,
    reminder: bool = False,
) -> dict[str, Any]:
    """Statuspage's body, and `event_id` (the same for every attempt) and `event_type`.

    `earlier` are the notice's other updates, newest first; `sentence` is the whole page's.
    """
    sentence = sentence or page_sentence([one.status for one in components])
    kind = "maintenance" if notice.is_maintenance else "incident"
    state = "cancelled" if notice.cancelled_at else str(update.status)
    return {
        "meta": webhook_meta(at=at),
        "page": webhook_page(page, sentence),
        "incident": _incident(notice, page, components, [update, *earlier]),
        "event_id": f"{update.public_id}-reminder" if reminder else update.public_id,
        "event_type": f"{kind}.{'reminder' if reminder else state}",
    }


def _incident(
    notice: Notice, page: Page, components: Sequence[Component], updates: Sequence[NoticeUpdate]
) -> dict[str, Any]:
    known = {one.public_id for one in components}
    report = notice.report if notice.report_published_at else None
    return {
        "id": notice.public_id,
        "page_id": page.public_id,
        "name": notice.title,
        "status": str(notice.status),
        "impact": str(notice.shown_impact),
        "impact_override": notice.impact_override or None,
        "shortlink": f"{settings.SITE_URL}/incidents/{notice.public_id}/",
        "created_at": timestamp(notice.created_at),
        "updated_at": timestamp(notice.updated_at),
        "monitoring_at": timestamp(notice.monitoring_at),
        "resolved_at": timestamp(notice.resolved_at),
        "backfilled": notice.backfilled,
        "scheduled_for": timestamp(notice.scheduled_for),
        "scheduled_until": timestamp(notice.scheduled_until),
        "scheduled_remind_prior": bool(notice.remind_minutes),
        "scheduled_reminded_at": timestamp(notice.reminded_at),
        "scheduled_auto_in_progress": notice.is_maintenance and notice.auto_start,
        "scheduled_auto_completed": notice.is_maintenance and notice.auto_end,
        "postmortem_body": report,
        "postmortem_body_last_updated_at": timestamp(notice.report_published_at),
        "postmortem_ignored": False,
        "postmortem_published_at": timestamp(notice.report_published_at),
        "postmortem_notified_subscribers": False,
        "postmortem_notified_twitter": False,
        "components": [component_json(page.public_id, one) for one in components],
        "incident_updates": [_update(one, notice, known) for one in updates],
    }


def _update(update: NoticeUpdate, notice: Notice, known: set[str]) -> dict[str, Any]:
    return {
        "id": update.public_id,
        "incident_id": notice.public_id,
        "status": str(update.status),
        "body": update.body,
        "created_at": timestamp(update.created_at),
        "updated_at": timestamp(update.edited_at or update.created_at),
        "display_at": timestamp(update.display_at),
        "wants_twitter_update": False,
        "twitter_updated_at": None,
        "affected_components": [one for one in update.components if one["code"] in known] or None,
        "custom_tweet": None,
    }


def site_address() -> str:
    """The status page itself."""
    return f"{settings.SITE_URL}/"


def component_body(
    component: Component,
    page: Page,
    sentence: Sentence,
    *,
    old: str,
    new: str,
    ident: str,
    at: datetime,
) -> dict[str, Any]:
    """A component's change, as Statuspage sends it."""
    shown = component_json(page.public_id, component)
    return {
        "meta": webhook_meta(at=at),
        "page": webhook_page(page, sentence),
        "component": shown,
        "component_update": {
            "id": ident,
            "component_id": component.public_id,
            "component_type": "Component",
            "old_status": old,
            "new_status": new,
            "created_at": timestamp(at),
        },
        "event_id": ident,
        "event_type": "component.updated",
    }
