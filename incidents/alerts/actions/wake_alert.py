"""A snooze is over."""

from datetime import datetime

from django.db import transaction

from incidents.alerts.models import Alert, AlertEvent, Snooze, What
from portal.clock import clock
from portal.people.models import User


@transaction.atomic
def wake_alert(*, alert: Alert, by: User | None, at: datetime) -> bool:
    """End what snoozes it: for all when its time is up, and for who asks. An alert that fires
    still says so; False where nothing snoozed it."""
    locked = Alert.objects.select_for_update().get(pk=alert.pk)
    snoozes = Snooze.objects.filter(alert=locked)
    if by is None:
        for_all = snoozes.filter(person=None)
        ended = not for_all.filter(until__gt=at).exists() and for_all.exists()
    else:
        own = snoozes.filter(until__gt=at)
        own.filter(person=by).update(until=at)
        ended = bool(own.filter(person=None).update(until=at))
        clock.cancel("alerts.snooze_ends", about=locked)
    if ended and locked.is_firing:
        AlertEvent.objects.create(
            alert=locked,
            what=What.WOKE,
            words="" if by else "It still fires.",
            by=by,
            at=at,
        )
    return ended
