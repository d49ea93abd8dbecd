"""What must be seen before it is over."""

from datetime import datetime
from typing import Any

from incidents.command.panels.panel import Panel
from incidents.mitigation.verdict import checks_of, contradiction, tally
from incidents.record.models import Incident
from portal.people.models import User


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    checks = checks_of(incident)
    return {"checks": checks, "tally": tally(checks), "contradiction": contradiction(checks)}


PANEL = Panel("checks", "Is it really over?", facts, kinds=("evidence", "state"))
