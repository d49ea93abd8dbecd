"""Say whether a change is behind the trouble."""

from datetime import UTC, datetime

from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Change, ChangeVerdict, Incident, Verdict
from incidents.record.models.entry import EntryKind
from portal.people.models import User

WORDS = {
    Verdict.SUSPECT: "Suspected",
    Verdict.CLEARED: "Cleared",
    Verdict.CAUSE: "Found as the cause",
}


class OfAnother(ValueError):
    """The change was typed into a private incident and stays there."""


@transaction.atomic
def judge_change(
    *,
    incident: Incident,
    change: Change,
    verdict: str,
    by: User | None,
    at: datetime,
    note: str = "",
) -> ChangeVerdict:
    """Suspect, cleared or cause, with its line; the same verdict again changes nothing."""
    locked = lock_incident(incident=incident)
    if not Change.objects.seen_from(locked).filter(pk=change.pk).exists():
        raise OfAnother("There is no such change here.")
    newest = ChangeVerdict.objects.newest_of(locked).filter(change=change).first()
    if newest is not None and newest.verdict == verdict and newest.note == note.strip():
        return newest
    judged = ChangeVerdict.objects.create(
        incident=locked, change=change, verdict=Verdict(verdict), note=note.strip(), by=by, at=at
    )
    when = f"{change.happened_at.astimezone(UTC):%H:%M} UTC"
    add_entry(
        incident=locked,
        kind=EntryKind.EVIDENCE,
        body=f"{WORDS[Verdict(verdict)]}: {change}, {when}. {note.strip()}".strip(),
        by=by,
        at=at,
        data={"change": change.pk, "verdict": verdict},
    )
    return judged
