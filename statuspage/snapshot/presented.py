"""Facts as the templates show them: words, times in the page's zone, bars as paths."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from statuspage import uptime
from statuspage.models import NoticeStatus, NoticeUpdate
from statuspage.models.component import RANK, ComponentStatus
from statuspage.snapshot.facts import ComponentFacts, NoticeFacts, SiteFacts
from statuspage.snapshot.past import past_days

TONES = {
    ComponentStatus.OPERATIONAL: "ok",
    ComponentStatus.UNDER_MAINTENANCE: "maint",
    ComponentStatus.DEGRADED_PERFORMANCE: "degraded",
    ComponentStatus.PARTIAL_OUTAGE: "partial",
    ComponentStatus.MAJOR_OUTAGE: "major",
}
_IMPACT_TONES = {"none": "ok", "minor": "degraded", "major": "partial", "critical": "major"}
_HEIGHTS = {"ok": 12, "maint": 20, "degraded": 20, "partial": 26, "major": 32, "no": 4}
STEP = 8


@dataclass(frozen=True)
class Moment:
    """A time as shown and as a machine reads it."""

    iso: str
    clock: str
    day: str

    @property
    def long(self) -> str:
        return f"{self.day}, {self.clock}"


def moment(at: datetime, zone: ZoneInfo) -> Moment:
    local = at.astimezone(zone)
    name = local.tzname() or str(zone)
    return Moment(
        iso=f"{at:%Y-%m-%dT%H:%M:%S}Z" if at.utcoffset() == timedelta() else at.isoformat(),
        clock=f"{local:%H:%M} {name}",
        day=f"{local:%a} {local.day} {local:%b}",
    )


def duration(time: timedelta) -> str:
    """ "41 min", "1 h 26 min", "3 d 4 h"."""
    minutes = max(int(time.total_seconds() // 60), 0)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def page_context(facts: SiteFacts) -> dict[str, Any]:
    groups = _groups(facts)
    return {
        "page": facts.page,
        "made": moment(facts.at, facts.zone),
        "zone": str(facts.zone),
        "banner": _banner(facts),
        "open": [shown(facts, notice) for notice in facts.unresolved],
        "groups": groups,
        "past": past_days(facts, [shown(facts, one) for one in facts.notices if one.row.has_ended]),
        "pick": [
            {"name": one.row.name, "id": one.row.public_id, "group": one.row.group}
            for one in facts.components
        ],
    }


def notice_context(facts: SiteFacts, notice: NoticeFacts) -> dict[str, Any]:
    reached = [str(update.status) for update in notice.updates]
    current = str(notice.row.status)
    steps = [status for status in NoticeStatus if status != NoticeStatus.POSTMORTEM]
    return {
        "notice": shown(facts, notice),
        "steps": [
            {
                "word": status.label,
                "done": str(status) in reached or notice.row.has_ended,
                "now": str(status) == current and not notice.row.has_ended,
            }
            for status in steps
        ],
    }


def history_months(facts: SiteFacts) -> list[dict[str, Any]]:
    months: dict[str, list[dict[str, Any]]] = {}
    for notice in facts.notices:
        name = f"{notice.row.started_at.astimezone(facts.zone):%B %Y}"
        months.setdefault(name, []).append(shown(facts, notice))
    return [{"name": name, "notices": notices} for name, notices in months.items()]


def _banner(facts: SiteFacts) -> dict[str, str]:
    worst = max((RANK[str(one.status)] for one in facts.components), default=0)
    tone = TONES[list(ComponentStatus)[worst]]
    if not facts.unresolved:
        return {"tone": tone, "title": facts.sentence.description, "detail": ""}
    rank = list(_IMPACT_TONES)
    ordered = sorted(
        facts.unresolved,
        key=lambda one: (
            rank.index(str(one.row.shown_impact)) if one.row.shown_impact in rank else 0
        ),
        reverse=True,
    )
    first, others = ordered[0], ordered[1:]
    detail = f"Since {moment(first.row.started_at, facts.zone).clock}."
    if others:
        detail += f" Also: {'; '.join(one.row.title for one in others)}."
    if any(one.status == ComponentStatus.OPERATIONAL for one in facts.components):
        detail += " Everything else is working."
    if tone == "ok":
        tone = "degraded"
    return {"tone": tone, "title": first.row.title, "detail": detail}


def shown(facts: SiteFacts, notice: NoticeFacts) -> dict[str, Any]:
    row, zone = notice.row, facts.zone
    worst = max((RANK[current] for _, current, _ in notice.components), default=0)
    status = list(ComponentStatus)[worst]
    promised = row.next_update_by
    ended = row.has_ended
    return {
        "id": row.public_id,
        "url": f"/incidents/{row.public_id}/",
        "title": row.title,
        "status": row.get_status_display(),
        "ended": ended,
        "tone": "ok" if ended else (TONES[status] if worst else "degraded"),
        "word": "Resolved" if ended else (status.label if worst else "Investigating"),
        "names": ", ".join(component.name for component, _, _ in notice.components),
        "started": moment(row.started_at, zone),
        "started_day": row.started_at.astimezone(zone).date(),
        "lasted": duration(row.lasted(at=facts.at)),
        "promise": moment(promised, zone) if promised else None,
        "late": bool(promised and promised < facts.at),
        "late_by": duration(facts.at - promised) if promised and promised < facts.at else "",
        "kept": row.promises_kept,
        "promises": row.promises_kept + row.promises_late,
        "updates": [_update(facts, update) for update in notice.updates],
        "components": [
            {
                "name": component.name,
                "tone": TONES[ComponentStatus(current)],
                "word": ComponentStatus(current).label,
            }
            for component, current, _ in notice.components
        ],
    }


def _update(facts: SiteFacts, update: NoticeUpdate) -> dict[str, Any]:
    return {
        "status": update.get_status_display(),
        "at": moment(update.display_at, facts.zone),
        "status_text": update.status_text,
        "impact_text": update.impact_text,
        "action_text": update.action_text,
        "automatic": update.automatic,
        "components": [
            {
                "name": change["name"],
                "old": ComponentStatus(change["old_status"]).label.lower(),
                "new": ComponentStatus(change["new_status"]).label.lower(),
            }
            for change in update.components
            if change["old_status"] != change["new_status"]
        ],
    }


def _groups(facts: SiteFacts) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in facts.components:
        if one.row.only_show_if_degraded and one.status == ComponentStatus.OPERATIONAL:
            continue
        name = one.row.group.name if one.row.group else ""
        groups.setdefault(name, []).append(_component(one))
    shown = []
    for name, members in groups.items():
        troubled = [member for member in members if member["tone"] != "ok"]
        worst = max(troubled, key=lambda member: member["rank"], default=None)
        words = "Operational"
        if worst:
            words = (
                worst["word"]
                if len(members) == 1
                else f"{len(troubled)} of {len(members)} affected"
            )
        shown.append(
            {
                "name": name or "Components",
                "members": members,
                "tone": worst["tone"] if worst else "ok",
                "word": words,
                "rank": worst["rank"] if worst else 0,
            }
        )
    return shown


def _component(one: ComponentFacts) -> dict[str, Any]:
    tone = TONES[ComponentStatus(one.status)]
    return {
        "name": one.row.name,
        "description": one.row.description,
        "tone": tone,
        "word": one.word,
        "rank": RANK[str(one.status)],
        "percentage": "no data" if one.percentage is None else f"{one.percentage:.2f} %",
        "paths": _paths(one.days) if one.row.showcase else [],
        "troubles": [
            {"day": day.day, "word": ComponentStatus(day.status).label, "down": duration(day.down)}
            for day in one.days
            if day.status not in {uptime.NO_DATA, ComponentStatus.OPERATIONAL}
        ],
    }


def _paths(cells: list[uptime.Day]) -> list[dict[str, str]]:
    """One SVG path a tone: height says how bad, colour repeats it."""
    lines: dict[str, list[str]] = {}
    for number, cell in enumerate(cells):
        tone = "no" if cell.status == uptime.NO_DATA else TONES[ComponentStatus(cell.status)]
        height = _HEIGHTS[tone]
        lines.setdefault(tone, []).append(f"M{number * STEP + STEP // 2} 32v-{height}")
    return [{"tone": tone, "d": "".join(parts)} for tone, parts in lines.items()]
