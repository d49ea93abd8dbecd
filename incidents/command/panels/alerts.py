"""What monitoring sent about it: what fires still, and since when."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from incidents.command.panels.panel import Panel
from incidents.record.models import Incident
from portal.people.models import User

SHOWN = 8


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    own = incident.alerts.order_by("-starts_at", "-pk").select_related("integration")
    fires = own.filter(ends_at=None)
    many = incident.alerts.aggregate(firing=Count("pk", filter=Q(ends_at=None)), all=Count("pk"))
    firing, over = many["firing"], many["all"] - many["firing"]
    ended = own.exclude(ends_at=None)[: max(SHOWN - firing, 0)] if over else []
    return {
        "alerts": [*fires[:SHOWN], *ended],
        "firing": firing,
        "over": over,
        "more": max(many["all"] - SHOWN, 0),
    }


PANEL = Panel("alerts", "Alerts", facts, kinds=("system",))
