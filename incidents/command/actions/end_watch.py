"""Nobody needs to look any more."""

from datetime import datetime

from django.db import transaction

from incidents.command.models import CheckIn, CheckInState, Watch, WatchEnd
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def end_watch(*, incident: Incident, how: WatchEnd, by: User | None, at: datetime) -> Watch | None:
    """End the running watch and silence what it would still ask; None when none runs."""
    locked = lock_incident(incident=incident)
    clock.cancel("command.watch_ends", about=locked)
    watch = Watch.objects.running().filter(incident=locked).first()
    if watch is None:
        return None
    watch.ended_at, watch.ended_how = at, how
    watch.save(update_fields=["ended_at", "ended_how"])
    clock.cancel("command.recurrence_silent", about=watch)
    for check_in in watch.check_ins.unanswered():
        clock.cancel("command.check_in_due", about=check_in)
        clock.cancel("command.check_in_silent", about=check_in)
        if how != WatchEnd.STABLE:
            CheckIn.objects.filter(pk=check_in.pk).update(state=CheckInState.DROPPED)
    return watch
