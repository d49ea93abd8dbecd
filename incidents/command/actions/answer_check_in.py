"""It is still good, or it is back."""

from datetime import datetime

from django.db import transaction

from incidents.command.actions.reopen_incident import reopen_incident
from incidents.command.models import CheckIn, CheckInState, Watch
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, State
from incidents.record.models.entry import EntryKind
from portal.clock import clock
from portal.people.models import User


class NothingToAnswer(LookupError):
    """No watch runs, or all that it asks is answered."""


@transaction.atomic
def answer_check_in(
    *, incident: Incident, good: bool, observed: str = "", by: User, at: datetime
) -> CheckIn:
    """Answer what was asked, or, unasked, the next check-in ahead of its time. One look answers
    every question that waits. That it is back opens the incident again.

    Raises NothingToAnswer, with what somebody else did.
    """
    locked = lock_incident(incident=incident)
    watch = Watch.objects.running().filter(incident=locked).first()
    if locked.state != State.MONITORING or watch is None:
        raise NothingToAnswer(
            f"{locked.reference} is {locked.get_state_display().lower()}: nobody watches it now."
        )
    found = list(watch.check_ins.unanswered().in_order())
    if not found:
        raise NothingToAnswer("Everything this watch asks is answered.")
    asked = [one for one in found if one.state == CheckInState.ASKED] or found[:1]
    for one in asked:
        one.state = CheckInState.GOOD if good else CheckInState.BACK
        one.answered_by, one.answered_at = by, at
        one.observed = observed.strip()
        one.save(update_fields=["state", "answered_by", "answered_at", "observed"])
        clock.cancel("command.check_in_due", about=one)
        clock.cancel("command.check_in_silent", about=one)
    clock.cancel("command.recurrence_silent", about=watch)
    Watch.objects.filter(pk=watch.pk).update(alert_at=None, alert_title="")
    newest = asked[-1]
    seen = f": {newest.observed.rstrip('.')}." if newest.observed else "."
    if not good:
        reason = f"{by} saw that it is back{seen}"
        reopen_incident(incident=incident, reason=reason, by=by, at=at)
        return newest
    add_entry(
        incident=locked,
        kind=EntryKind.EVIDENCE,
        body=f"Still good after {newest.after}{seen}",
        by=by,
        at=at,
    )
    return newest
