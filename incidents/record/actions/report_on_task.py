"""A checkpoint is answered."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.add_entry import EmptyEntry, add_entry
from incidents.record.actions.lock_task import lock_task
from incidents.record.checkpoints import check_checkpoint, remember_checkpoint
from incidents.record.mailing import spelled
from incidents.record.models import Task
from incidents.record.models.entry import EntryKind
from portal.people.models import User
from portal.web.lines import one_line


@transaction.atomic
def report_on_task(
    *,
    task: Task,
    found: str,
    by: User | None,
    at: datetime,
    next_checkpoint_at: datetime | None = None,
) -> Task:
    """Write what was found and plan the next checkpoint; without one nothing rings any more.
    Raises EmptyEntry, TaskEnded or CheckpointPassed."""
    found = one_line(found)[:400]
    if not found:
        raise EmptyEntry("Say what was found so far. “Nothing yet, still looking” is an answer.")
    locked = lock_task(task=task, at=at)
    check_checkpoint(next_checkpoint_at, at=at)
    locked.last_word, locked.last_word_at = found, at
    locked.expect(next_checkpoint_at)
    locked.save()
    then = f" Next checkpoint {spelled(next_checkpoint_at)}." if next_checkpoint_at else ""
    add_entry(
        incident=locked.incident,
        kind=EntryKind.EVIDENCE,
        body=f"{locked.name} {locked.text}: {found}{then}",
        by=by,
        at=at,
        data={"task": locked.pk},
    )
    remember_checkpoint(locked)
    return locked
