"""It is likely, confirmed, ruled out, or open again."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Hypothesis, HypothesisState
from incidents.record.models.entry import EntryKind
from incidents.record.models.hypothesis import DECIDED
from portal.people.models import User
from portal.web.lines import one_line

MOST = 400
WORDS = {
    HypothesisState.OPEN: "is open again",
    HypothesisState.LIKELY: "is likely",
    HypothesisState.RULED_OUT: "is ruled out",
    HypothesisState.CONFIRMED: "is confirmed",
}


class NoVerdict(ValueError):
    """A verdict without its reason, or the one that holds already."""


@transaction.atomic
def judge_hypothesis(
    *, hypothesis: Hypothesis, state: str, reason: str, by: User | None, at: datetime
) -> Hypothesis:
    """Confirming and ruling out need a reason, and so does taking up again what was decided.
    Raises NoVerdict."""
    incident = lock_incident(incident=hypothesis.incident)
    locked = Hypothesis.objects.get(pk=hypothesis.pk)
    wanted, reason = HypothesisState(state), one_line(reason)[:MOST]
    if locked.state == wanted:
        by_whom = f" by {locked.decided_by}" if locked.decided_by else ""
        raise NoVerdict(f"{locked.name} {WORDS[wanted]} already{by_whom}.")
    if not reason and (wanted in DECIDED or locked.is_decided):
        raise NoVerdict(f"Say in a sentence how you know that {locked.name} {WORDS[wanted]}.")
    decided = wanted in DECIDED
    locked.state, locked.reason = wanted, reason
    locked.decided_at, locked.decided_by = (at, by) if decided else (None, None)
    locked.save()
    add_entry(
        incident=incident,
        kind=EntryKind.HYPOTHESIS,
        body=f"{locked.name} {WORDS[wanted]}: {locked.text}. {reason}".strip(),
        by=by,
        at=at,
        data={"hypothesis": locked.pk, "verdict": wanted},
    )
    return locked
