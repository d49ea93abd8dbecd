"""Not now."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from incidents.alerts.models import Alert, AlertEvent, AlertPolicy, Snooze, What
from portal.clock import clock
from portal.people.models import User


class CannotSnooze(ValueError):
    """It ends before it begins, or too late."""


@transaction.atomic
def snooze_alerts(
    *, alerts: Sequence[Alert], until: datetime, for_all: bool, by: User, at: datetime
) -> list[Snooze]:
    """Take them out of what waits until then, for the one who asks or for all. A new
    occurrence waits as ever. Snoozing again moves the end."""
    hours = AlertPolicy.objects.current().suppression_hours
    if until <= at:
        raise CannotSnooze("Choose an end that is still to come.")
    if until > at + timedelta(hours=hours):
        raise CannotSnooze(f"At most {hours} h at a time. A known issue is better suppressed.")
    person = None if for_all else by
    Snooze.objects.filter(alert__in=alerts, person=person, until__gt=at).update(until=at)
    made = [
        Snooze.objects.create(alert=one, person=person, until=until, by=by, at=at) for one in alerts
    ]
    for snooze in made:
        if for_all:
            clock.set("alerts.snooze_ends", about=snooze.alert, at=until)
            AlertEvent.objects.create(
                alert=snooze.alert,
                what=What.SNOOZED,
                words=f"For all, until {until:%d %b %H:%M} UTC.",
                by=by,
                at=at,
            )
    return made
