"""The watcher did not answer."""

from datetime import datetime

from django.db import transaction

from incidents.command.models import CheckIn, CheckInState
from incidents.command.watching import ask, who_answers_for
from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import State
from incidents.record.models.entry import EntryKind


@transaction.atomic
def report_silent_watch(*, check_in: CheckIn, at: datetime) -> CheckIn:
    """Ask the commander, else the managers, in the watcher's place; the question stays open."""
    incident = lock_incident(incident=check_in.watch.incident)
    check_in = CheckIn.objects.select_related("watch__incident", "asked").get(pk=check_in.pk)
    if incident.state != State.MONITORING or check_in.state != CheckInState.ASKED:
        return check_in
    if check_in.went_up_at is not None:
        return check_in
    check_in.went_up_at = at
    check_in.save(update_fields=["went_up_at"])
    silent = f"{check_in.asked} has not answered" if check_in.asked else "Nobody could be asked"
    people = who_answers_for(check_in.watch, check_in.asked)
    named = ", ".join(map(str, people)) or "nobody else"
    add_entry(
        incident=incident,
        kind=EntryKind.SYSTEM,
        body=f"{silent} whether it is still good after {check_in.after}. Asked: {named}.",
        by=None,
        at=at,
    )
    ask(
        check_in.watch,
        people,
        subject=f"Nobody says whether it is still good after {check_in.after}",
        lines=[f"{silent}. Look yourself, or ask somebody to watch."],
        key=f"check-in:{check_in.pk}:silent",
        at=at,
    )
    return check_in
