"""Somebody looks into something."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from incidents.record.actions.add_entry import add_entry
from incidents.record.actions.admit_person import admit_person
from incidents.record.actions.assign_task import tell_assignee
from incidents.record.actions.lock_incident import lock_incident
from incidents.record.checkpoints import check_checkpoint, remember_checkpoint
from incidents.record.mailing import spelled
from incidents.record.models import Hypothesis, Incident, Task
from incidents.record.models.entry import EntryKind
from portal.people.models import User
from portal.web.lines import one_line


class NoTask(ValueError):
    """A task without words, or where no more work is to be done."""


@transaction.atomic
def add_task(
    *,
    incident: Incident,
    text: str,
    by: User | None,
    at: datetime,
    assignee: User | None = None,
    checkpoint_at: datetime | None = None,
    hypothesis: Hypothesis | None = None,
    key: str | None = None,
) -> Task:
    """Add it with its line, its checkpoint's alarm and a word to the assignee; the same `key`
    twice is the first task. Raises NoTask, CannotSee or CheckpointPassed."""
    text = one_line(text)[:240]
    if not text:
        raise NoTask("Say what is to be found out or done, like: Test H1 from a second network.")
    locked = lock_incident(incident=incident)
    known = Task.objects.filter(incident=locked, key=key).first() if key else None
    if known is not None:
        return known
    if locked.has_ended:
        raise NoTask(
            f"{locked.reference} is {locked.get_state_display().lower()}: no more tasks are added. "
            "What remains to be done is a follow-up."
        )
    check_checkpoint(checkpoint_at, at=at)
    if assignee is not None:
        admit_person(incident=locked, person=assignee, by=by, at=at)
    newest = Task.objects.filter(incident=locked).aggregate(newest=Max("number"))["newest"] or 0
    task = Task.objects.create(
        incident=locked,
        number=newest + 1,
        text=text,
        assignee=assignee,
        checkpoint_at=checkpoint_at,
        hypothesis=hypothesis,
        added_at=at,
        added_by=by,
        key=key,
    )
    who = f" {assignee}" if assignee else " Nobody has it yet"
    when = f", checkpoint {spelled(checkpoint_at)}" if checkpoint_at else ""
    add_entry(
        incident=locked,
        kind=EntryKind.ACTION,
        body=f"Task {task.name}: {text}.{who}{when}.",
        by=by,
        at=at,
        data={"task": task.pk},
    )
    remember_checkpoint(task)
    tell_assignee(task, by=by, at=at)
    return task
