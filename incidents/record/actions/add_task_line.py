"""A task, as it was typed."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.add_task import add_task
from incidents.record.models import Hypothesis, Incident, Task
from incidents.record.task_lines import read_task
from portal.people.models import User


@transaction.atomic
def add_task_line(
    *, incident: Incident, line: str, by: User, at: datetime, key: str | None = None
) -> Task:
    """Read "Test H1 from a second network @tom 10m" and add it. Raises UnreadableTask, NoTask,
    CannotSee or CheckpointPassed."""
    read = read_task(line, people=workers(), by=by, at=at)
    hypothesis = None
    if read.hypothesis is not None:
        hypothesis = Hypothesis.objects.filter(incident=incident, number=read.hypothesis).first()
    return add_task(
        incident=incident,
        text=read.text,
        assignee=read.assignee,
        checkpoint_at=read.checkpoint_at,
        hypothesis=hypothesis,
        key=key,
        by=by,
        at=at,
    )


def workers() -> list[User]:
    """Whom work can be given to."""
    return list(User.objects.all().may("record.work_incident").named())
