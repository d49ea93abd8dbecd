"""It is worse, or better, than we thought."""

from datetime import datetime

from django.db import transaction

from incidents.comms.actions.replan_promises import replan_promises
from incidents.oncall.actions.start_escalation import start_escalation
from incidents.record.actions.change_level import change_level
from incidents.record.models import Incident
from portal.people.models import User


@transaction.atomic
def reclassify_incident(
    *, incident: Incident, level: int, reason: str, by: User | None, at: datetime
) -> Incident:
    """Change severity and policy, re-plan promises, and page again when it got worse."""
    before = incident.level
    change_level(incident=incident, level=level, reason=reason, by=by, at=at)
    replan_promises(incident=incident, by=by, at=at)
    if level < before and incident.is_open:
        start_escalation(incident=incident, by=by, at=at)
    incident.refresh_from_db()
    return incident
