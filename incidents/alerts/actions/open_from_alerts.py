"""Somebody opens an incident for alerts that wait."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from incidents.alerts.actions.attach_alerts import give, lock_alerts
from incidents.alerts.models import Alert, What
from incidents.catalog.models import Service
from incidents.command.actions.declare_incident import declare_incident
from incidents.record.models import Incident
from portal.people.models import User


@transaction.atomic
def open_from_alerts(
    *,
    alerts: Sequence[Alert],
    title: str,
    level: int,
    services: Iterable[Service],
    reason: str,
    by: User,
    at: datetime,
) -> Incident:
    """Declare it as begun when the first of them fired, and attach them all. Raises
    CannotAttach where one belongs somewhere already, NoTitle without a title."""
    locked = lock_alerts(alerts)
    incident = declare_incident(
        title=title,
        level=level,
        key=f"alert:{locked[0].pk}",
        services=services,
        started_at=min(at, *(one.starts_at for one in locked)),
        reason=reason,
        source="alerts",
        by=by,
        at=at,
    )
    give(locked, incident, what=What.OPENED, by=by, at=at)
    return incident
