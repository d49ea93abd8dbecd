"""A checkpoint passed in silence."""

from datetime import datetime

from django.db import transaction

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.mailing import ask, spelled
from incidents.record.models import Role, Task
from incidents.record.models.entry import EntryKind
from portal.people.models import User

ASSIGNEE, COMMANDER = "assignee", "commander"


@transaction.atomic
def ask_about_task(*, task: Task, whom: str, at: datetime) -> bool:
    """Ask the assignee, later the commander, each once of one checkpoint. False when it was
    answered or finished, nobody is there to be asked, or they were asked before."""
    incident = lock_incident(incident=task.incident)
    locked = Task.objects.select_related("incident", "assignee").get(pk=task.pk)
    if not incident.is_open or not locked.is_silent(at=at):
        return False
    asked = _ask_assignee(locked, at=at) if whom == ASSIGNEE else _ask_commander(locked, at=at)
    if asked:
        locked.save()
    return asked


def _ask_assignee(task: Task, *, at: datetime) -> bool:
    if task.assignee is None or task.assignee_asked_at is not None:
        return False
    task.assignee_asked_at = at
    line = f"You promised a word on “{task.text}” by {_checkpoint(task)}. What did you find?"
    _send(task, task.assignee, "Your checkpoint", line, at=at)
    return True


def _ask_commander(task: Task, *, at: datetime) -> bool:
    commander = task.incident.holder_of(Role.COMMANDER)
    if commander is None or task.commander_asked_at is not None:
        return False
    task.commander_asked_at = at
    silent = f"{task.assignee} has said nothing" if task.assignee else "Nobody has it"
    line = f"{task.name} “{task.text}” passed its checkpoint of {_checkpoint(task)}: {silent}."
    add_entry(
        incident=task.incident,
        kind=EntryKind.SYSTEM,
        body=line,
        by=None,
        at=at,
        data={"task": task.pk},
    )
    advice = "Ask once more, give it to somebody else, or drop it."
    if task.assignee != commander or task.assignee_asked_at is None:
        _send(task, commander, "A checkpoint passed in silence", f"{line} {advice}", at=at)
    return True


def _checkpoint(task: Task) -> str:
    return spelled(task.checkpoint_at) if task.checkpoint_at else "no time"


def _send(task: Task, person: User, subject: str, line: str, *, at: datetime) -> None:
    ask(
        [person],
        kind="record.checkpoint",
        subject=subject,
        lines=[line],
        part="_tasks",
        incident=task.incident,
        about=task,
        key=f"checkpoint:{task.pk}:{person.pk}:{at.isoformat()}",
        at=at,
    )
