"""Something speaks for a hypothesis, or against it."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.add_entry import EmptyEntry, add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Entry, Evidence, Hypothesis, Side
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def add_evidence(
    *,
    hypothesis: Hypothesis,
    side: str,
    by: User | None,
    at: datetime,
    text: str = "",
    entry: Entry | None = None,
    key: str | None = None,
) -> Evidence:
    """Link a line of the timeline, or write a new one and link it. A line speaks on one side:
    linking it again moves it. Raises EmptyEntry."""
    incident = lock_incident(incident=hypothesis.incident)
    if entry is None and not text.strip():
        raise EmptyEntry(f"Say what speaks {side} {hypothesis.name}: what was seen, and where.")
    word = Side(side).label.lower()
    if entry is None:
        entry = add_entry(
            incident=incident,
            kind=EntryKind.EVIDENCE,
            body=f"{word.capitalize()} {hypothesis.name}: {text.strip()}",
            by=by,
            at=at,
            data={"hypothesis": hypothesis.pk, "side": side},
            key=key,
        )
    else:
        add_entry(
            incident=incident,
            kind=EntryKind.HYPOTHESIS,
            body=f"Line {entry.seq} speaks {word} {hypothesis.name}: {entry.body[:160]}",
            by=by,
            at=at,
            data={"hypothesis": hypothesis.pk, "side": side, "line": entry.seq},
            key=key,
        )
    evidence, _ = Evidence.objects.update_or_create(
        hypothesis=hypothesis, entry=entry, defaults={"side": side}
    )
    return evidence
