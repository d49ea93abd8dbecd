"""How long somebody has commanded without rest."""

from datetime import datetime, timedelta

from incidents.record.models import Role, RoleAssignment
from incidents.record.models.states import OPEN
from portal.people.models import User

# The alarm that a stretch of command got long; it is about a role assignment.
LONG_COMMAND = "record.long_command"
REST = timedelta(minutes=30)
MOST = 50


def commanding_since(person: User, *, at: datetime) -> datetime | None:
    """When the present stretch began, over every incident and pauses too short to rest; None
    for who commands nothing that is open."""
    held = RoleAssignment.objects.filter(person=person, role=Role.COMMANDER)
    if not held.live().filter(incident__state__in=OPEN).exists():
        return None
    since = at
    for one in held.select_related("incident").order_by("-assigned_at", "-pk")[:MOST]:
        if _ended(one, at=at) >= since - REST:
            since = min(since, one.assigned_at)
    return since


def _ended(assignment: RoleAssignment, *, at: datetime) -> datetime:
    """A role that nobody left ends with the trouble."""
    incident = assignment.incident
    over = incident.resolved_at or incident.dismissed_at or incident.merged_at
    return min(filter(None, (assignment.ended_at, over, at)))
