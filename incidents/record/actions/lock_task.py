"""The lock every change of a task takes first."""

from datetime import datetime

from incidents.record.actions.lock_incident import lock_incident
from incidents.record.models import Task, TaskEnded


def lock_task(*, task: Task, at: datetime) -> Task:
    """The task as it stands now, its incident locked. Raises TaskEnded."""
    lock_incident(incident=task.incident)
    locked = Task.objects.select_related("incident", "assignee").get(pk=task.pk)
    if not locked.is_open:
        raise TaskEnded(locked)
    return locked
