"""Somebody says where alerts belong."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from incidents.alerts.course.folding import Folded
from incidents.alerts.joining.attaching import attach
from incidents.alerts.joining.retriggering import page_when_back
from incidents.alerts.models import Alert, AlertEvent, What
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from portal.people.models import User


class CannotAttach(ValueError):
    """They belong somewhere already, or the incident is over."""


@transaction.atomic
def attach_alerts(
    *, alerts: Sequence[Alert], incident: Incident, by: User, at: datetime
) -> Incident:
    """Give these to an open incident; what else of their groups fires goes there too."""
    locked = lock_alerts(alerts)
    into = lock_incident(incident=incident)
    if not into.is_open:
        raise CannotAttach(
            f"{into.reference} is {into.get_state_display().lower()} meanwhile. "
            "Choose another one, or open a new incident."
        )
    give(locked, into, what=What.ATTACHED, by=by, at=at)
    page_when_back(into, at=at)
    return into


def lock_alerts(alerts: Sequence[Alert]) -> list[Alert]:
    """Raises CannotAttach where one is in an incident already."""
    found = Alert.objects.filter(pk__in=[one.pk for one in alerts]).order_by("pk")
    locked = list(found.select_for_update())
    taken = next((one for one in locked if one.incident is not None), None)
    if taken is not None and taken.incident is not None:
        where = "another incident" if taken.incident.private else taken.incident.reference
        raise CannotAttach(f"“{taken.title}” belongs to {where} already. Leave it out.")
    return locked


def give(
    alerts: Sequence[Alert], incident: Incident, *, what: What, by: User, at: datetime
) -> None:
    folded = [
        Folded(one, is_new=False, was_over=not one.is_firing, fired=one.is_firing) for one in alerts
    ]
    attach(incident, folded, by=by, at=at)
    Alert.objects.filter(pk__in=[one.pk for one in alerts]).update(suppressed_by=None)
    AlertEvent.objects.bulk_create(
        AlertEvent(alert=one, what=what, words=incident.reference, by=by, at=at) for one in alerts
    )
