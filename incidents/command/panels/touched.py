"""What of ours is touched."""

from datetime import datetime
from typing import Any

from incidents.command.panels.panel import Panel
from incidents.record.models import Incident
from portal.people.models import User


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    return {"services": incident.services.all()}


PANEL = Panel("services", "Services", facts, at_once=True)
