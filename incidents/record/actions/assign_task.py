"""Somebody else looks into it."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.admit_person import admit_person
from incidents.record.actions.lock_task import lock_task
from incidents.record.checkpoints import check_checkpoint, remember_checkpoint
from incidents.record.mailing import ask, spelled
from incidents.record.models import Task
from incidents.record.models.entry import EntryKind
from portal.people.models import User


@transaction.atomic
def assign_task(
    *,
    task: Task,
    assignee: User,
    by: User | None,
    at: datetime,
    checkpoint_at: datetime | None = None,
) -> Task:
    """Give it to `assignee`, with a new checkpoint where one is given; giving it to whoever
    has it changes nothing. Raises TaskEnded, CannotSee or CheckpointPassed."""
    locked = lock_task(task=task, at=at)
    if locked.assignee_id == assignee.pk and checkpoint_at is None:
        return locked
    check_checkpoint(checkpoint_at, at=at)
    admit_person(incident=locked.incident, person=assignee, by=by, at=at)
    before = locked.assignee
    locked.assignee = assignee
    locked.expect(checkpoint_at or locked.checkpoint_at)
    locked.save()
    came = f" It was with {before}." if before and before != assignee else ""
    when = f" Checkpoint {spelled(checkpoint_at)}." if checkpoint_at else ""
    add_entry(
        incident=locked.incident,
        kind=EntryKind.ACTION,
        body=f"{assignee} takes task {locked.name}: {locked.text}.{when}{came}",
        by=by,
        at=at,
        data={"task": locked.pk},
    )
    remember_checkpoint(locked)
    tell_assignee(locked, by=by, at=at)
    return locked


def tell_assignee(task: Task, *, by: User | None, at: datetime) -> None:
    """A word to whoever got it from somebody else."""
    if task.assignee is None or task.assignee == by:
        return
    when = (
        f"Say what you found by {spelled(task.checkpoint_at)}."
        if task.checkpoint_at
        else "Say what you found as soon as you know."
    )
    ask(
        [task.assignee],
        kind="record.task",
        subject="Your task",
        lines=[f"{by or 'Allclear'} asks you: {task.text}.", when],
        part="_tasks",
        incident=task.incident,
        about=task,
        key=f"task:{task.pk}:{task.assignee_id}:{at.isoformat()}",
        at=at,
        by=by,
    )
