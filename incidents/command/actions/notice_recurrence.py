"""An alert says that it may be back."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.command.actions.reopen_incident import reopen_incident
from incidents.command.models import Watch
from incidents.command.watching import ask, who_answers_for, who_watches
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident, State
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def notice_recurrence(
    *, incident: Incident, what: str, key: str, by: User | None = None, at: datetime
) -> bool:
    """During the watch: open again where the policy says so, else propose it to those who
    watch, and open it when they stay silent; whether it was opened. Nothing happens outside a
    watch."""
    locked = lock_incident(incident=incident)
    watch = Watch.objects.running().filter(incident=locked).first()
    if locked.state != State.MONITORING or watch is None:
        return False
    if locked.rules.reopen_on_alert:
        reopen_incident(incident=incident, reason=f"An alert fired again: {what}.", by=by, at=at)
        return True
    first = watch.alert_at is None
    watch.alert_at, watch.alert_title = at, what[:255]
    watch.save(update_fields=["alert_at", "alert_title"])
    if first:
        wait = timedelta(minutes=locked.rules.acknowledge_minutes)
        clock.set("command.recurrence_silent", about=watch, at=at + wait)
        watcher = who_watches(watch, at=at)
        people = [*([watcher] if watcher else []), *who_answers_for(watch, watcher)]
        ask(
            watch,
            people,
            subject="It may be back",
            lines=[
                f"An alert fired again: {what}.",
                (
                    "Look at what users see, then decide. Unanswered, it opens again by itself in "
                    f"{locked.rules.acknowledge_minutes} min."
                ),
            ],
            key=f"recurrence:{watch.pk}:{key}",
            at=at,
        )
    return False
