"""Who looks into what, and how long until they say what they found."""

import uuid
from datetime import datetime
from typing import Any

from incidents.command.forms.investigating import TaskForm
from incidents.command.panels.panel import Panel
from incidents.record.models import Incident, TaskState
from portal.people.models import User

ENDED_SHOWN = 5


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    """Open ones by checkpoint, then the newest that ended."""
    found = incident.tasks.select_related("assignee", "ended_by")
    return {
        "tasks": found.filter(state=TaskState.OPEN).soonest_first(),
        "ended": found.exclude(state=TaskState.OPEN).order_by("-ended_at")[:ENDED_SHOWN],
        "task_form": TaskForm(initial={"key": uuid.uuid4().hex}),
    }


PANEL = Panel("tasks", "Tasks", facts, kinds=("action", "evidence", "system"))
