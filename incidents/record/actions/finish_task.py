"""It is done."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.add_entry import EmptyEntry, add_entry
from incidents.record.actions.lock_task import lock_task
from incidents.record.checkpoints import forget_checkpoint
from incidents.record.models import Task, TaskState
from incidents.record.models.entry import EntryKind
from portal.people.models import User
from portal.web.lines import one_line


@transaction.atomic
def finish_task(*, task: Task, result: str, by: User | None, at: datetime) -> Task:
    """End it with its result, as a line of evidence. Raises EmptyEntry or TaskEnded."""
    result = one_line(result)[:400]
    if not result:
        raise EmptyEntry("Say in a few words what came of it.")
    locked = lock_task(task=task, at=at)
    locked.end(TaskState.DONE, result=result, by=by, at=at)
    locked.save()
    add_entry(
        incident=locked.incident,
        kind=EntryKind.EVIDENCE,
        body=f"Done: {locked.name} {locked.text}. {result}",
        by=by,
        at=at,
        data={"task": locked.pk},
    )
    forget_checkpoint(locked)
    return locked
