"""What monitoring sent about it: what fires still, and since when."""

from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q

from incidents.command.panels.panel import Panel
from incidents.record.models import Incident
from portal.people.models import User

SHOWN = 8


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    own = incident.alerts.all()
    many = own.aggregate(firing=Count("pk", filter=Q(ends_at=None)), all=Count("pk"))
    newest = own.select_related("integration").order_by(
        F("ends_at").desc(nulls_first=True), "-starts_at", "-pk"
    )
    return {
        "alerts": newest[:SHOWN],
        "firing": many["firing"],
        "over": many["all"] - many["firing"],
        "more": max(many["all"] - SHOWN, 0),
    }


PANEL = Panel("alerts", "Alerts", facts, kinds=("system",))
