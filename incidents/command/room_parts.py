"""What the room shows, gathered from the record and the areas above it."""

from datetime import datetime
from typing import Any

from incidents.catalog.models import GuideStep
from incidents.catalog.models.guide import Phase
from incidents.command.models import GuideTick
from incidents.record.models import Entry, Incident
from incidents.record.models.entry import EntryKind

SHOWN = 100
ICONS = {
    "note": "pen",
    "decision": "scale",
    "evidence": "paperclip",
    "action": "bolt",
    "hypothesis": "bulb",
    "first_signal": "flag",
    "communication": "megaphone",
    "escalation": "bell",
    "role": "users",
    "impact": "chart",
    "state": "now",
    "correction": "undo",
    "system": "gear",
}
FILTERS = ("decision", "action", "evidence", "communication", "escalation", "system")


def entries(incident: Incident, *, kind: str = "", after: int = 0) -> list[Entry]:
    """The newest lines first; with `after`, only those beyond it."""
    found = Entry.objects.filter(incident=incident).select_related("corrects")
    if kind in FILTERS:
        found = found.of_kind(kind)
    shown = list(found.after(after).newest_first()[:SHOWN])
    for entry in shown:
        entry.icon = ICONS[entry.kind]  # type: ignore[attr-defined]
    return shown


def filters(incident: Incident, current: str) -> list[dict[str, Any]]:
    labels = dict(EntryKind.choices)
    return [
        {"value": kind, "label": labels[kind], "icon": ICONS[kind], "current": kind == current}
        for kind in FILTERS
    ]


def phases(incident: Incident, *, at: datetime) -> list[dict[str, Any]]:
    """The guide's phases with their steps, what was ticked by whom, and where we are."""
    minute = int((at - incident.declared_at).total_seconds() // 60)
    ticks = {
        tick.step_id: tick
        for tick in GuideTick.objects.filter(incident=incident).select_related("by")
    }
    steps = list(GuideStep.objects.for_level(incident.level))
    shown = []
    for phase in Phase:
        own = [step for step in steps if step.phase == phase]
        if not own:
            continue
        begins, ends = own[0].from_minute, max(step.to_minute for step in own)
        shown.append(
            {
                "label": phase.label,
                "minutes": f"{begins}–{ends} min" if phase != Phase.LEARN else "Within 48 h",
                "done": sum(step.pk in ticks for step in own),
                "total": len(own),
                "current": begins <= minute < ends,
                "steps": [
                    {
                        "row": step,
                        "tick": ticks.get(step.pk),
                        "overdue": step.pk not in ticks and minute >= step.to_minute,
                    }
                    for step in own
                ],
            }
        )
    return shown
