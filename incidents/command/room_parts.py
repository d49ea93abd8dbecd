"""What the room shows, gathered from the record and the areas above it."""

from typing import Any

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
