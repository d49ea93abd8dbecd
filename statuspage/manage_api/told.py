"""Incidents and planned maintenance, in Statuspage's fields."""

from collections.abc import Sequence
from typing import Any

from statuspage.manage_api.components import component_shape
from statuspage.models import Component, Notice, NoticeComponent, Page
from statuspage.snapshot.api import notice_json, timestamp
from statuspage.snapshot.facts import NoticeFacts, with_updates


def notice_shapes(page: Page, rows: Sequence[Notice]) -> list[dict[str, Any]]:
    """With their updates, newest first, and the public components they name."""
    found = {row.pk: NoticeFacts(row=row, components=[]) for row in rows}
    links = NoticeComponent.objects.filter(
        notice__in=found, component__in=Component.objects.public()
    )
    for link in links.select_related("component__group").order_by("pk"):
        found[link.notice_id].components.append((link.component, link.status, link.worst))
    with_updates(found.values())
    return [_shape(page, one) for one in found.values()]


def notice_shape(page: Page, row: Notice) -> dict[str, Any]:
    return notice_shapes(page, [row])[0]


def _shape(page: Page, notice: NoticeFacts) -> dict[str, Any]:
    row, public = notice.row, notice_json(page.public_id, notice)
    return {
        **public,
        "incident_updates": [
            {**one, "wants_twitter_update": False, "twitter_updated_at": None}
            for one in public["incident_updates"]
        ],
        "components": [component_shape(page, one) for one, _, _ in notice.components],
        "impact_override": row.impact_override or None,
        "backfilled": row.backfilled,
        "metadata": {},
        "scheduled_for": timestamp(row.scheduled_for),
        "scheduled_until": timestamp(row.scheduled_until),
        "scheduled_remind_prior": row.is_maintenance and row.remind_minutes is not None,
        "scheduled_reminded_at": timestamp(row.reminded_at),
        "scheduled_auto_in_progress": row.is_maintenance and row.auto_start,
        "scheduled_auto_completed": row.is_maintenance and row.auto_end,
        "postmortem_body": row.report or None,
        "postmortem_body_last_updated_at": timestamp(row.updated_at) if row.report else None,
        "postmortem_ignored": False,
        "postmortem_published_at": timestamp(row.report_published_at),
        "postmortem_notified_subscribers": _told_of_report(notice),
        "postmortem_notified_twitter": False,
    }


def _told_of_report(notice: NoticeFacts) -> bool:
    return any(one.status == "postmortem" and one.tell for one in notice.updates)
