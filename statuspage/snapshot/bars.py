"""Components as the page shows them: groups, words, percentages, bars as paths."""

from typing import Any

from statuspage import uptime
from statuspage.models import ComponentStatus
from statuspage.snapshot.facts import ComponentFacts, SiteFacts
from statuspage.snapshot.times import day_name, duration
from statuspage.snapshot.tones import ORDER, TONES

_HEIGHTS = {"no": 4, "ok": 12, "maint": 20, "degraded": 20, "partial": 26, "major": 32}
_STEP = 8
QUIET = {uptime.NO_DATA, ComponentStatus.OPERATIONAL.value}


def groups(facts: SiteFacts) -> list[dict[str, Any]]:
    """Groups in their order; each says how many of its components are affected."""
    members: dict[str, list[dict[str, Any]]] = {}
    for one in facts.components:
        if one.row.only_show_if_degraded and one.status == ComponentStatus.OPERATIONAL:
            continue
        name = one.row.group.name if one.row.group else ""
        members.setdefault(name, []).append(_component(one, facts))
    return [_group(name, shown) for name, shown in members.items()]


def _group(name: str, members: list[dict[str, Any]]) -> dict[str, Any]:
    troubled = [one for one in members if one["tone"] != "ok"]
    word = "Operational"
    if troubled:
        word = f"{len(troubled)} of {len(members)} affected"
    tone = max((one["tone"] for one in members), key=ORDER.index)
    return {"name": name or "Components", "members": members, "tone": tone, "word": word}


def _component(one: ComponentFacts, facts: SiteFacts) -> dict[str, Any]:
    today = facts.at.astimezone(facts.zone).date()
    percentage = "no data" if one.percentage is None else f"{one.percentage:.2f} %"
    return {
        "name": one.row.name,
        "description": one.row.description,
        "tone": TONES[one.status],
        "word": ComponentStatus(one.status).label,
        "percentage": percentage if one.row.showcase else "",
        "paths": _paths(one.days) if one.row.showcase else [],
        "troubles": [
            {
                "day": day_name(cell.day, today=today),
                "word": ComponentStatus(cell.status).label,
                "time": duration(cell.troubled),
            }
            for cell in reversed(one.days)
            if cell.status not in QUIET
        ],
    }


def _paths(cells: list[uptime.Day]) -> list[dict[str, str]]:
    """One SVG path a tone: height says how bad, colour repeats it."""
    lines: dict[str, list[str]] = {}
    for number, cell in enumerate(cells):
        tone = "no" if cell.status == uptime.NO_DATA else TONES[cell.status]
        line = f"M{number * _STEP + _STEP // 2} 32v-{_HEIGHTS[tone]}"
        lines.setdefault(tone, []).append(line)
    return [{"tone": tone, "d": "".join(parts)} for tone, parts in lines.items()]
