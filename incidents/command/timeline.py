"""The timeline as it is read: filtered, searched, a hundred lines at a time."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min

from incidents.record.models import Entry, Incident
from incidents.record.models.entry import WRITTEN_BY_HAND, EntryKind, EntryQuerySet

SHOWN = 100
LONGEST_SEARCH = 100
LONGEST_NUMBER = 9
# Recorded so much later than it happened, a line says when it was recorded.
LATE = timedelta(minutes=1)
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
# What a filter shows: the kinds behind it.
FILTERS: dict[str, tuple[str, ...]] = {
    "decision": (EntryKind.DECISION,),
    "action": (EntryKind.ACTION,),
    "evidence": (EntryKind.EVIDENCE, EntryKind.HYPOTHESIS, EntryKind.FIRST_SIGNAL),
    "communication": (EntryKind.COMMUNICATION,),
    "escalation": (EntryKind.ESCALATION,),
    "system": (EntryKind.SYSTEM, EntryKind.STATE),
}
LABELS = {
    "decision": "Decisions",
    "action": "Actions",
    "evidence": "Evidence",
    "communication": "Updates",
    "escalation": "Escalations",
    "system": "Automatic",
}
_ASIDE = re.compile(r"(?:instead of|because|review(?: at)?|undo|result)\s*:?\s", re.IGNORECASE)
_ASIDE_WITHIN = re.compile(r"(?<=[.!?])\s+(?=(?:Instead of|Because):)")


@dataclass(frozen=True)
class Window:
    """What is asked for: a filter, words, the order, and from which line on."""

    kind: str = ""
    words: str = ""
    oldest_first: bool = False
    before: int = 0
    after: int = 0
    at: int = 0

    @classmethod
    def read(cls, query: Any) -> "Window":
        kind = query.get("kind", "")
        return cls(
            kind=kind if kind in FILTERS else "",
            words=query.get("words", "").replace("\0", "").strip()[:LONGEST_SEARCH],
            oldest_first=query.get("order") == "oldest",
            before=_number(query.get("before", "")),
            after=_number(query.get("after", "")),
            at=_number(query.get("entry", "")),
        )

    def poll(self, newest: int) -> str:
        return self.query(after=newest)

    def query(self, **changes: Any) -> str:
        """As the end of an address, what it leaves out being the usual."""
        kept = {
            "kind": self.kind,
            "words": self.words,
            "order": "oldest" if self.oldest_first else "",
            **changes,
        }
        return urlencode({name: value for name, value in kept.items() if value})

    def of(self, incident: Incident) -> EntryQuerySet:
        found = Entry.objects.filter(incident=incident)
        if self.kind:
            found = found.of_kind(*FILTERS[self.kind])
        if self.words:
            found = found.filter(body__icontains=self.words)
        return found


@dataclass(frozen=True)
class Reading:
    """The lines shown, and how to come to the others."""

    entries: list[Entry]
    earlier: int = 0
    earlier_from: datetime | None = None
    more: str = ""
    live: bool = True


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0


def read(incident: Incident, window: Window, *, corrected: bool = True) -> Reading:
    """A hundred lines: the newest, those beside a line that is linked to, or those before or
    after one; beyond them how many there are. Where nothing was `corrected` it saves a query."""
    found = window.of(incident)
    related = _related if corrected else _uncorrected
    if window.oldest_first:
        found = found.filter(seq__gt=window.after) if window.after else found
        lines = list(related(found.in_order())[: SHOWN + 1])
        more = window.query(after=lines[SHOWN - 1].seq) if len(lines) > SHOWN else ""
        return Reading(prepared(lines[:SHOWN]), more=more, live=not more)
    live = True
    if window.before:
        found, live = found.filter(seq__lt=window.before), False
    elif window.at and window.at + SHOWN // 2 < incident.last_seq:
        found, live = found.filter(seq__lte=window.at + SHOWN // 2), False
    lines = list(related(found.newest_first())[: SHOWN + 1])
    if len(lines) <= SHOWN:
        return Reading(prepared(lines), live=live)
    last = lines[SHOWN - 1].seq
    many, since = _beyond(incident, window, found, last)
    return Reading(prepared(lines[:SHOWN]), many, since, window.query(before=last), live)


def _beyond(
    incident: Incident, window: Window, found: EntryQuerySet, last: int
) -> tuple[int, datetime]:
    """How many lines stand before this one, and since when: of all lines that is known."""
    if not window.kind and not window.words:
        return last - 1, incident.started_at
    rest = found.filter(seq__lt=last).aggregate(many=Count("pk"), since=Min("occurred_at"))
    return rest["many"], rest["since"]


def news(incident: Incident, window: Window) -> list[Entry]:
    """What came after the newest line seen, newest first."""
    found = window.of(incident).filter(seq__gt=window.after)
    return prepared(list(_related(found.newest_first())[:SHOWN]))


def corrected_by(entries: list[Entry]) -> list[Entry]:
    """The lines that these correct, as they stand now."""
    corrected = {one.corrects_id for one in entries if one.corrects_id}
    return prepared(list(_related(Entry.objects.filter(pk__in=corrected)))) if corrected else []


def _uncorrected(found: EntryQuerySet) -> EntryQuerySet:
    return found.select_related("corrects")


def _related(found: EntryQuerySet) -> EntryQuerySet:
    return found.select_related("corrects").prefetch_related("corrections")


def prepared(entries: list[Entry]) -> list[Entry]:
    """Each line with what its template shows: icon, main words, asides, corrections, files."""
    for entry in entries:
        main, asides = split(entry)
        entry.shown = {  # type: ignore[attr-defined]
            "icon": ICONS[entry.kind],
            "main": main,
            "asides": asides,
            "corrected_by": sorted(_corrections(entry), key=lambda one: one.seq),
            "files": _files(entry),
            "is_log": bool(entry.data.get("log")),
            "masked": entry.data.get("masked", 0),
            "first_line": entry.body.splitlines()[0][:120],
            "was_late": entry.recorded_at - entry.occurred_at >= LATE,
        }
    return entries


def _corrections(entry: Entry) -> list[Entry]:
    """Only what was fetched with the line: none costs a query of its own."""
    fetched = getattr(entry, "_prefetched_objects_cache", {})
    return list(entry.corrections.all()) if "corrections" in fetched else []


def split(entry: Entry) -> tuple[str, list[str]]:
    """The words of a decision or action, and the quieter ones below: what was rejected, and why."""
    if entry.kind not in {EntryKind.DECISION, EntryKind.ACTION}:
        return entry.body, []
    lines = [part for line in entry.body.splitlines() for part in _ASIDE_WITHIN.split(line)]
    asides = [line for line in lines[1:] if _ASIDE.match(line)]
    return "\n".join(line for line in lines if line not in asides), asides


def _files(entry: Entry) -> list[dict[str, Any]]:
    told = entry.data.get("attachments") or []
    return [
        {**one, "place": place, "is_picture": str(one.get("kind", "")).startswith("image/")}
        for place, one in enumerate(told, start=1)
        if isinstance(one, dict)
    ]


def kinds() -> list[dict[str, str]]:
    """What a person may write, with its icon."""
    return [{"value": one, "label": one.label, "icon": ICONS[one]} for one in WRITTEN_BY_HAND]


def counts_of(incident: Incident) -> dict[str, int]:
    """How many lines of each kind."""
    return dict(incident.entries.order_by().values_list("kind").annotate(many=Count("pk")))


def filters(counts: dict[str, int], window: Window) -> list[dict[str, Any]]:
    """Each filter with how many lines it shows."""
    shown = [{"label": "All", "many": sum(counts.values()), "kind": "", "icon": ""}]
    shown += [
        {
            "label": LABELS[name],
            "many": sum(counts.get(kind, 0) for kind in kinds),
            "kind": name,
            "icon": ICONS[name],
        }
        for name, kinds in FILTERS.items()
    ]
    for one in shown:
        one["current"] = one["kind"] == window.kind
        one["query"] = window.query(kind=one["kind"])
    return shown
