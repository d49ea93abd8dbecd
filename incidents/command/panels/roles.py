"""Who holds which role, and what is vacant."""

from datetime import datetime
from typing import Any

from incidents.command.forms.recording import RoleForm
from incidents.command.panels.panel import Panel
from incidents.record.models import Incident, Role
from portal.people.models import User


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    """Every role that is held or that policy requires; vacancies are named."""
    held = {one.role: one for one in incident.role_assignments.live().select_related("person")}
    required = set(incident.rules.required_roles)
    roles = [
        {
            "value": role.value,
            "label": role.label,
            "person": held[role.value].person if role.value in held else None,
            "required": role.value in required,
        }
        for role in Role
        if role.value in held or role.value in required or role == Role.COMMANDER
    ]
    return {"roles": roles, "role_form": RoleForm(initial={"person": viewer.pk})}


PANEL = Panel("roles", "Roles", facts, kinds=("role",), at_once=True)
