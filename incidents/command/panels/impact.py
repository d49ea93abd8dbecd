"""How bad it is, as known now."""

from datetime import datetime
from typing import Any

from incidents.command.forms.recording import ImpactForm
from incidents.command.panels.panel import Panel
from incidents.record.models import Incident
from portal.people.models import User


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    return {"impact": incident.impacts.newest_first().first(), "impact_form": ImpactForm()}


PANEL = Panel("impact", "Impact", facts, kinds=("impact",), at_once=True)
