"""The timeline of a postmortem, drawn from the room and never typed again."""

from dataclasses import dataclass

from incidents.learning.models import Postmortem
from incidents.record.models import Entry
from incidents.record.models.entry import EntryKind

# What a reader wants of the room unless somebody chooses otherwise.
TELLING = {
    EntryKind.FIRST_SIGNAL,
    EntryKind.DECISION,
    EntryKind.EVIDENCE,
    EntryKind.ACTION,
    EntryKind.HYPOTHESIS,
    EntryKind.IMPACT,
    EntryKind.STATE,
    EntryKind.COMMUNICATION,
}


@dataclass(frozen=True)
class Line:
    """A line of the room with its latest correction, and what was chosen for it."""

    entry: Entry
    text: str
    kept: bool
    caption: str
    corrected: bool


def drawn(postmortem: Postmortem) -> list[Line]:
    """Every line, in the order things happened, kept ones and hidden ones."""
    entries = list(postmortem.incident.entries.order_by("occurred_at", "seq"))
    chosen = {one.entry_id: one for one in postmortem.choices.all()}
    corrections = {one.corrects_id: one for one in sorted(entries, key=lambda one: one.seq)}
    lines = []
    for entry in entries:
        if entry.kind == EntryKind.CORRECTION:
            continue
        choice = chosen.get(entry.pk)
        latest = _latest(entry, corrections)
        lines.append(
            Line(
                entry=entry,
                text=latest.body,
                kept=not choice.hidden if choice else entry.kind in TELLING,
                caption=choice.caption if choice else "",
                corrected=latest is not entry,
            )
        )
    return lines


def _latest(entry: Entry, corrections: dict[int | None, Entry]) -> Entry:
    """A correction may itself be corrected."""
    while entry.pk in corrections:
        entry = corrections[entry.pk]
    return entry
