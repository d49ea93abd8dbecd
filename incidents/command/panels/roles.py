"""Who holds which role since when, what is vacant, and who should lead."""

from datetime import datetime, timedelta
from typing import Any

from incidents.command.leading import who_leads
from incidents.command.panels.panel import Panel
from incidents.record.models import Incident, Role, RoleAssignment
from portal.people.models import User


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    """Every role that is held or that policy requires; vacancies are named first."""
    held = {one.role: one for one in incident.role_assignments.live().select_related("person")}
    required = set(incident.rules.required_roles)
    roles = [
        {
            "value": role.value,
            "label": role.label,
            "held": held.get(role.value),
            "lasting": at - held[role.value].assigned_at if role.value in held else None,
            "required": role.value in required,
            "rest_due": role == Role.COMMANDER and _is_long(incident, held.get(role.value), at=at),
        }
        for role in Role
        if role.value in held or role.value in required or role == Role.COMMANDER
    ]
    return {
        "roles": roles,
        "advisors": incident.advisors.live().select_related("person").order_by("until"),
        "vacant": [one["label"] for one in roles if one["required"] and not one["held"]],
        "leading": who_leads(incident, at=at) if incident.is_open else None,
    }


def _is_long(incident: Incident, held: RoleAssignment | None, *, at: datetime) -> bool:
    """Somebody has commanded for longer than a fresh head does."""
    most = timedelta(hours=incident.rules.command_hours)
    return held is not None and incident.is_open and at - held.assigned_at >= most


PANEL = Panel("roles", "Roles", facts, kinds=("role", "evidence", "action"))
