"""The alarms of tasks: a checkpoint, and the silence after it."""

from datetime import datetime, timedelta

from incidents.record.mailing import spelled
from incidents.record.models import Task
from portal.clock import clock

CHECKPOINT, SILENCE = "record.checkpoint", "record.checkpoint_silence"


class CheckpointPassed(ValueError):
    """A checkpoint that is not to come."""


def check_checkpoint(checkpoint_at: datetime | None, *, at: datetime) -> None:
    if checkpoint_at is not None and checkpoint_at <= at:
        raise CheckpointPassed(
            f"{spelled(checkpoint_at)} has passed. Choose a checkpoint that is still to come, "
            "like 10m."
        )


def remember_checkpoint(task: Task) -> None:
    """Set both alarms where somebody works towards a checkpoint; otherwise none is set."""
    forget_checkpoint(task)
    if task.checkpoint_at is None or not task.is_open:
        return
    patience = timedelta(minutes=task.incident.rules.checkpoint_minutes)
    clock.set(CHECKPOINT, about=task, at=task.checkpoint_at)
    clock.set(SILENCE, about=task, at=task.checkpoint_at + patience)


def forget_checkpoint(task: Task) -> None:
    clock.cancel(CHECKPOINT, about=task)
    clock.cancel(SILENCE, about=task)
