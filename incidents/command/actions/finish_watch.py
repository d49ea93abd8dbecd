"""The watched hours are over."""

from datetime import datetime

from django.db import transaction

from incidents.command.models import CheckInState, Watch
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, State
from incidents.record.models.entry import EntryKind
from portal.web.times import duration


@transaction.atomic
def finish_watch(*, incident: Incident, at: datetime) -> None:
    """Say what was answered and what was not; whoever commands closes the incident. The last
    question stays open until then."""
    locked = lock_incident(incident=incident)
    if locked.state != State.MONITORING:
        return
    watch = Watch.objects.running().filter(incident=locked).first()
    if watch is None:
        body = "The 24 h watch ended without a new failure. It can be closed."
    else:
        hours = duration(watch.ends_at - watch.begins_at)
        total = watch.check_ins.count()
        good = watch.check_ins.filter(state=CheckInState.GOOD).count()
        silent = watch.check_ins.filter(due_at__lt=watch.ends_at).unanswered().count()
        body = f"The watch of {hours} ended; {good} of {total} check-ins were answered good."
        if silent:
            body += " Nobody answered the others: look before closing."
        else:
            body += " It can be closed."
    add_entry(incident=locked, kind=EntryKind.SYSTEM, body=body, by=None, at=at)
