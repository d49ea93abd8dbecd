"""What others owe this incident, with its clocks."""

from datetime import datetime
from typing import Any

from incidents.command.panels.panel import Panel
from incidents.oncall.models import PermissionRequest, TeamEscalation
from incidents.oncall.requests.lost_time import lost_on
from incidents.record.models import Incident
from portal.people.models import User


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    requests = TeamEscalation.objects.waiting().filter(incident=incident).soonest_first()
    rights = PermissionRequest.objects.undecided().filter(incident=incident)
    return {
        "requests": requests.select_related("team", "vendor"),
        "rights": rights.select_related("granter").order_by("answer_by"),
        "lost": lost_on(incident, at=at),
    }


PANEL = Panel("asked", "Waiting for others", facts, kinds=("escalation",))
