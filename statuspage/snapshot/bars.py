"""Components as the page shows them: groups, words, percentages, bars as paths."""

from typing import Any

from statuspage import uptime
from statuspage.models import ComponentStatus
from statuspage.snapshot.facts import ComponentFacts, SiteFacts
from statuspage.snapshot.speech import number, say
from statuspage.snapshot.times import day_name, duration
from statuspage.snapshot.tones import ORDER, TONES

_HEIGHTS = {"no": 4, "ok": 12, "maint": 20, "degraded": 20, "partial": 26, "major": 32}
_STEP = 8
LABELS = {one.value: str(one.label) for one in ComponentStatus}
QUIET = {uptime.NO_DATA, ComponentStatus.OPERATIONAL.value}


def groups(facts: SiteFacts) -> list[dict[str, Any]]:
    """Groups, the troubled ones first; each says how many of its components are affected."""
    members: dict[str, list[dict[str, Any]]] = {}
    for one in facts.components:
        if one.row.only_show_if_degraded and one.status == ComponentStatus.OPERATIONAL:
            continue
        name = one.row.group.name if one.row.group else ""
        members.setdefault(name, []).append(_component(one, facts))
    found = [_group(name, shown, facts.language) for name, shown in members.items()]
    return sorted(found, key=lambda one: -ORDER.index(one["tone"]))


def _group(name: str, members: list[dict[str, Any]], language: str) -> dict[str, Any]:
    troubled = [one for one in members if one["tone"] != "ok"]
    word = say(language, "Operational")
    if troubled:
        word = say(language, "{n} of {all} affected", n=len(troubled), all=len(members))
    tone = max((one["tone"] for one in members), key=ORDER.index)
    name = name or say(language, "Components")
    return {"name": name, "members": members, "tone": tone, "word": word}


def percentage(language: str, value: float | None) -> str:
    return say(language, "no data") if value is None else f"{number(language, value)} %"


def trouble(facts: SiteFacts, cell: uptime.Day) -> dict[str, Any]:
    """A day that was not quiet, in words."""
    today = facts.at.astimezone(facts.zone).date()
    status = LABELS.get(cell.status, "No data")
    return {
        "day": day_name(cell.day, today=today, language=facts.language),
        "iso": cell.day.isoformat(),
        "word": say(facts.language, status),
        "tone": tone_of(cell),
        "time": duration(cell.troubled, facts.language) if cell.troubled else "",
        "corrected": cell.corrected,
    }


def tone_of(cell: uptime.Day) -> str:
    return "no" if cell.status == uptime.NO_DATA else TONES[cell.status]


def _component(one: ComponentFacts, facts: SiteFacts) -> dict[str, Any]:
    return {
        "id": one.row.public_id,
        "name": one.row.name,
        "description": one.row.description,
        "tone": TONES[one.status],
        "word": say(facts.language, LABELS[one.status]),
        "percentage": percentage(facts.language, one.percentage) if one.row.showcase else "",
        "paths": _paths(one.days) if one.row.showcase else [],
        "troubles": [
            {"back": back, **trouble(facts, cell)}
            for back, cell in enumerate(reversed(one.days))
            if cell.status not in QUIET or cell.corrected
        ],
    }


def _paths(cells: list[uptime.Day]) -> list[dict[str, str]]:
    """One SVG path a tone: height says how bad, colour repeats it."""
    lines: dict[str, list[str]] = {}
    for place, cell in enumerate(cells):
        tone = tone_of(cell)
        line = f"M{place * _STEP + _STEP // 2} 32v-{_HEIGHTS[tone]}"
        lines.setdefault(tone, []).append(line)
    return [{"tone": tone, "d": "".join(parts)} for tone, parts in lines.items()]
