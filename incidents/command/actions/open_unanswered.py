"""An alert said that it is back, and nobody said otherwise."""

from datetime import datetime

from django.db import transaction

from incidents.command.actions.reopen_incident import reopen_incident
from incidents.command.models import Watch
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import State


@transaction.atomic
def open_unanswered(*, watch: Watch, at: datetime) -> None:
    """Unsure goes up: open again and page, unless somebody answered meanwhile."""
    incident = lock_incident(incident=watch.incident)
    watch = Watch.objects.get(pk=watch.pk)
    if incident.state != State.MONITORING or watch.ended_at is not None or watch.alert_at is None:
        return
    reason = f"{watch.alert_title} fired again and nobody answered."
    reopen_incident(incident=incident, reason=reason, by=None, at=at)
