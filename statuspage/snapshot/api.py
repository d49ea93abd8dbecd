"""The public JSON, exactly in Statuspage's v2 shapes."""

import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from statuspage.models import Component, NoticeStatus, NoticeUpdate
from statuspage.models.component import RANK
from statuspage.models.notice import UNDER_WAY
from statuspage.snapshot.documents import Document
from statuspage.snapshot.facts import ComponentFacts, NoticeFacts, SiteFacts

JSON = "application/json; charset=utf-8"
MOST = 50


def api_documents(facts: SiteFacts) -> list[Document]:
    """Nothing is paginated: the last 50."""
    return [
        Document(f"/api/v2/{name}.json", json.dumps(answer).encode(), JSON)
        for name, answer in api_answers(facts).items()
    ]


def api_answers(facts: SiteFacts) -> dict[str, dict[str, Any]]:
    """Every answer by its name; the keys stand in the order Statuspage has them in."""
    page = {"page": page_json(facts)}
    components = {"components": _all_components(facts)}
    unresolved = {"incidents": [notice_json(facts.page.public_id, one) for one in facts.unresolved]}
    recent = {"incidents": [notice_json(facts.page.public_id, one) for one in facts.notices[:MOST]]}
    upcoming = [notice_json(facts.page.public_id, one) for one in _upcoming(facts)]
    active = [notice_json(facts.page.public_id, one) for one in _active(facts)]
    every = [notice_json(facts.page.public_id, one) for one in facts.maintenances[:MOST]]
    sentence = facts.sentence
    status = {"status": {"indicator": str(sentence.indicator), "description": sentence.description}}
    maintenances = {"scheduled_maintenances": [*active, *upcoming]}
    return {
        "summary": {**page, **components, **unresolved, **maintenances, **status},
        "status": {**page, **status},
        "components": {**page, **components},
        "incidents": {**page, **recent},
        "incidents/unresolved": {**page, **unresolved},
        "scheduled-maintenances": {**page, "scheduled_maintenances": every},
        "scheduled-maintenances/upcoming": {**page, "scheduled_maintenances": upcoming},
        "scheduled-maintenances/active": {**page, "scheduled_maintenances": active},
    }


def timestamp(moment: datetime | None) -> str | None:
    """``YYYY-MM-DDTHH:MM:SS.mmmZ``."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _active(facts: SiteFacts) -> list[NoticeFacts]:
    return [one for one in facts.maintenances if one.row.status in UNDER_WAY]


def _upcoming(facts: SiteFacts) -> list[NoticeFacts]:
    """The next first."""
    planned = [one for one in facts.maintenances if one.row.status == NoticeStatus.SCHEDULED]
    return planned[::-1][:MOST]


def page_json(facts: SiteFacts) -> dict[str, Any]:
    page = facts.page
    return {
        "id": page.public_id,
        "name": page.name,
        "url": settings.SITE_URL,
        "time_zone": page.time_zone,
        "updated_at": timestamp(page.updated_at),
    }


def _all_components(facts: SiteFacts) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    groups: dict[int, list[ComponentFacts]] = {}
    for one in facts.components:
        if one.row.group_id is not None:
            groups.setdefault(one.row.group_id, []).append(one)
    for one in facts.components:
        row = one.row
        if row.group is not None and groups[row.group.pk][0] is one:
            shown.append(_group(facts, groups[row.group.pk]))
        shown.append(component_json(facts.page.public_id, row))
    return shown


def _group(facts: SiteFacts, members: list[ComponentFacts]) -> dict[str, Any]:
    group = members[0].row.group
    if group is None:
        raise ValueError("A group of components has a group.")
    worst = max(members, key=lambda one: RANK[str(one.status)])
    return {
        "id": group.public_id,
        "name": group.name,
        "status": str(worst.status),
        "created_at": timestamp(group.created_at),
        "updated_at": timestamp(group.updated_at),
        "position": group.position,
        "description": None,
        "showcase": False,
        "start_date": None,
        "group_id": None,
        "page_id": facts.page.public_id,
        "group": True,
        "only_show_if_degraded": False,
        "components": [one.row.public_id for one in members],
    }


def component_json(page_id: str, row: Component) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "name": row.name,
        "status": str(row.status),
        "created_at": timestamp(row.created_at),
        "updated_at": timestamp(row.updated_at),
        "position": row.position,
        "description": row.description or None,
        "showcase": row.showcase,
        "start_date": row.start_date.isoformat() if row.start_date else None,
        "group_id": row.group.public_id if row.group else None,
        "page_id": page_id,
        "group": False,
        "only_show_if_degraded": row.only_show_if_degraded,
    }


def notice_json(page_id: str, notice: NoticeFacts) -> dict[str, Any]:
    """An incident; maintenance has its window besides."""
    row = notice.row
    shown = {
        "id": row.public_id,
        "name": row.title,
        "status": str(row.status),
        "created_at": timestamp(row.created_at),
        "updated_at": timestamp(row.updated_at),
        "monitoring_at": timestamp(row.monitoring_at),
        "resolved_at": timestamp(row.resolved_at),
        "impact": str(row.shown_impact),
        "shortlink": f"{settings.SITE_URL}/incidents/{row.public_id}/",
        "started_at": timestamp(row.started_at),
        "page_id": page_id,
        "incident_updates": [_update(row.public_id, update) for update in notice.updates],
        "components": [component_json(page_id, component) for component, _, _ in notice.components],
        "reminder_intervals": None,
    }
    if row.is_maintenance:
        shown["scheduled_for"] = timestamp(row.scheduled_for)
        shown["scheduled_until"] = timestamp(row.scheduled_until)
    return shown


def _update(notice_id: str, update: NoticeUpdate) -> dict[str, Any]:
    return {
        "id": update.public_id,
        "status": str(update.status),
        "body": update.body,
        "incident_id": notice_id,
        "created_at": timestamp(update.created_at),
        "updated_at": timestamp(update.edited_at or update.created_at),
        "display_at": timestamp(update.display_at),
        "affected_components": update.components or None,
        "deliver_notifications": update.tell,
        "custom_tweet": None,
        "tweet_id": None,
    }
