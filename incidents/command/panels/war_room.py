"""Channel, bridge, ticket and whatever was pinned."""

from datetime import datetime
from typing import Any

from incidents.command.models import Errand
from incidents.command.panels.panel import Panel
from incidents.record.models import Incident, PinnedLink
from portal.people.models import User


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    return {
        "pinned": PinnedLink.objects.filter(incident=incident).order_by("pk"),
        "waiting": Errand.objects.filter(incident=incident, state__in=["waiting", "doing"])
        .select_related("adapter")
        .order_by("pk"),
    }


PANEL = Panel("war_room", "War room", facts, kinds=("system", "note"))
