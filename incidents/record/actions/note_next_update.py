"""Keep on the incident when its next update is due."""

from datetime import datetime

from incidents.record.models import Incident


def note_next_update(*, incident: Incident, due_at: datetime | None, at: datetime) -> None:
    """Remember the earliest open promise, so that lists and headers need no join."""
    Incident.objects.filter(pk=incident.pk).update(next_update_due_at=due_at)
    incident.next_update_due_at = due_at
