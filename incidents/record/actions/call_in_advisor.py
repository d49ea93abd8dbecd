"""An advisor is needed: they work here from now on."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Advisor, Incident
from portal.people.models import User


@transaction.atomic
def call_in_advisor(*, incident: Incident, person: User, at: datetime) -> None:
    """Whoever takes a role or is paged advises no longer, and goes on seeing the incident. The
    line that tells of role or page tells of this."""
    locked = lock_incident(incident=incident)
    Advisor.objects.live().filter(incident=locked, person=person).update(ended_at=at)
