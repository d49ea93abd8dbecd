"""Is it still good?"""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.command.models import CheckIn, CheckInState
from incidents.command.watching import ask, who_watches
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import State
from portal.clock import clock

SILENT_AFTER = timedelta(minutes=15)


@transaction.atomic
def ask_watcher(*, check_in: CheckIn, at: datetime) -> CheckIn:
    """Ask whoever watches now, and set the alarm of silence. An answer given early, or a watch
    that ended, asks nobody; of several that were due while the clock stood, only the newest
    asks. With nobody to ask, silence is assumed at once."""
    incident = lock_incident(incident=check_in.watch.incident)
    check_in = CheckIn.objects.select_related("watch__incident").get(pk=check_in.pk)
    watch = check_in.watch
    over = watch.ended_at is not None and watch.ends_at != check_in.due_at
    if incident.state != State.MONITORING or over or check_in.state != CheckInState.PLANNED:
        return check_in
    overtaken = watch.check_ins.filter(due_at__gt=check_in.due_at, due_at__lte=at).exists()
    person = None if overtaken else who_watches(watch, at=at)
    check_in.state, check_in.asked, check_in.asked_at = CheckInState.ASKED, person, at
    check_in.save(update_fields=["state", "asked", "asked_at"])
    if person is not None:
        ask(
            watch,
            [person],
            subject=f"Still good after {check_in.after}?",
            lines=[
                (
                    f"{incident.reference} was resolved {check_in.after} ago and you watch it. "
                    "Look at what users see, then at the numbers."
                ),
            ],
            key=f"check-in:{check_in.pk}",
            at=at,
        )
    if overtaken:
        return check_in
    silent_at = at + SILENT_AFTER if person is not None else at
    clock.set("command.check_in_silent", about=check_in, at=silent_at)
    return check_in
