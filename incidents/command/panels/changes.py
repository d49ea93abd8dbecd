"""What changed near the start, the likeliest first."""

from datetime import datetime
from typing import Any

from incidents.command.changes import changes_around
from incidents.command.panels.panel import Panel
from incidents.record.models import Incident
from portal.people.models import User

SHOWN = 5


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    ranked = changes_around(incident, at=at)
    return {"ranked": ranked[:SHOWN], "total": len(ranked)}


PANEL = Panel("changes", "What changed", facts, kinds=("evidence", "system"))
