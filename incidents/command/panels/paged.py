"""Who was paged, and who answered."""

from datetime import datetime
from typing import Any

from incidents.command.panels.panel import Panel
from incidents.oncall.models import Page
from incidents.record.models import Incident
from portal.people.models import User

SHOWN = 8


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    found = Page.objects.filter(incident=incident).select_related("person")
    return {"pages": found.in_order()[:SHOWN]}


PANEL = Panel("paged", "Paged", facts, kinds=("escalation",), at_once=True)
