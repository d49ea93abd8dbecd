"""What of ours is touched, what customers see of it, and what may be hit with it."""

from datetime import datetime
from typing import Any

from incidents import publishing
from incidents.command.forms.touching import ServicesForm
from incidents.command.panels.panel import Panel
from incidents.record.models import Incident
from portal.people.models import User


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    services = list(incident.services.named())
    return {
        "services": services,
        "components": publishing.components_of(incident),
        "hit_with_it": incident.services.hit_with_them().named(),
        "services_form": ServicesForm(initial={"services": services}),
    }


PANEL = Panel("services", "Services", facts, kinds=("impact",))
