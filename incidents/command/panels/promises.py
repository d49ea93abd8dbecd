"""What was promised to whom, by when."""

from datetime import datetime
from typing import Any

from incidents.command.panels.panel import Panel
from incidents.comms.models import Promise
from incidents.record.models import Incident
from portal.people.models import User

SHOWN = 8


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    found = Promise.objects.for_incident(incident).select_related("audience")
    return {"promises": found.newest_first()[:SHOWN]}


PANEL = Panel("promises", "Promises", facts, kinds=("communication", "state"), at_once=True)
