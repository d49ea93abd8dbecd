"""It need not be done."""

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
def drop_task(*, task: Task, reason: str, by: User | None, at: datetime) -> Task:
    """End it undone, with the reason. Raises EmptyEntry or TaskEnded."""
    reason = one_line(reason)[:400]
    if not reason:
        raise EmptyEntry("Say in a few words why it need not be done.")
    locked = lock_task(task=task, at=at)
    locked.end(TaskState.DROPPED, result=reason, by=by, at=at)
    locked.save()
    add_entry(
        incident=locked.incident,
        kind=EntryKind.ACTION,
        body=f"Dropped: {locked.name} {locked.text}. {reason}",
        by=by,
        at=at,
        data={"task": locked.pk},
    )
    forget_checkpoint(locked)
    return locked
