"""Somebody says that an alert is over, whose source says nothing any more."""

from datetime import datetime

from django.db import transaction

from incidents.alerts.course.folding import Folded
from incidents.alerts.joining.attaching import attach
from incidents.alerts.models import Alert, AlertEvent, AlertStatus, What
from portal.people.models import User


@transaction.atomic
def end_alert(*, alert: Alert, by: User, at: datetime) -> Alert:
    """Mark it as over; what is over already stays as it is. Its incident goes on."""
    ended = Alert.objects.select_for_update().get(pk=alert.pk)
    if not ended.is_firing:
        return ended
    ended.status, ended.ends_at = AlertStatus.RESOLVED, max(at, ended.starts_at)
    ended.save(update_fields=["status", "ends_at"])
    AlertEvent.objects.create(alert=ended, what=What.ENDED, by=by, at=at)
    if ended.incident is not None and ended.incident.is_open:
        attach(ended.incident, [Folded(ended, is_new=False, was_over=False)], at=at)
    return ended
