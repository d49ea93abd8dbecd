"""Diagnostic guides whose words stand in the title, the alerts or the entries."""

from datetime import datetime
from typing import Any

from incidents.command.guides import guides_for
from incidents.command.panels.panel import Panel
from incidents.record.models import Incident
from portal.people.models import User

SHOWN = 3


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    return {"matched": guides_for(incident)[:SHOWN]}


PANEL = Panel(
    "guides",
    "Guides that fit",
    facts,
    kinds=("system", "note", "evidence", "hypothesis", "first_signal"),
)
