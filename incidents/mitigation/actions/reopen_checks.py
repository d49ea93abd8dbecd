"""Look at everything once more."""

from datetime import datetime

from django.db import transaction

from incidents.mitigation.models import Check, CheckState
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Incident
from portal.people.models import User


@transaction.atomic
def reopen_checks(*, incident: Incident, by: User | None, at: datetime) -> int:
    """The trouble is back: nothing seen before counts any more. What was seen stays on the
    timeline; how many checks wait again."""
    locked = lock_incident(incident=incident)
    settled = Check.objects.filter(incident=locked).exclude(state=CheckState.OPEN)
    return settled.update(state=CheckState.OPEN, observed="", by=None, at=None, reason="")
