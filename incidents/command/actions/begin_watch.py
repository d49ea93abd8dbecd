"""Watch what was just resolved."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.command.models import CheckIn, Watch
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def begin_watch(
    *, incident: Incident, watcher: User | None = None, by: User | None, at: datetime
) -> Watch:
    """Plan the check-ins that the incident's policy asks for; the last one ends the watch."""
    locked = lock_incident(incident=incident)
    if locked.private and watcher is not None:
        locked.members.add(watcher)
    minutes = locked.rules.watch_minutes
    watch = Watch.objects.create(
        incident=locked,
        watcher=watcher,
        begins_at=at,
        ends_at=at + timedelta(minutes=minutes[-1]),
    )
    for one in minutes:
        check_in = CheckIn.objects.create(
            watch=watch, minutes=one, due_at=at + timedelta(minutes=one)
        )
        clock.set("command.check_in_due", about=check_in, at=check_in.due_at)
    clock.set("command.watch_ends", about=locked, at=watch.ends_at)
    return watch
