"""Looking into several things at once."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from incidents.desk.api.asked import LARGEST, Email, Reason, absent, the_person
from incidents.desk.api.keys import person
from incidents.desk.api.operations import DONE, acts, reads
from incidents.desk.api.shapes import PersonShape
from incidents.desk.api.showing import person_shape
from incidents.record.actions.add_task import add_task
from incidents.record.actions.assign_task import assign_task
from incidents.record.actions.drop_task import drop_task
from incidents.record.actions.finish_task import finish_task
from incidents.record.actions.report_on_task import report_on_task
from incidents.record.models import Incident, Task, incident_for
from incidents.record.models.task import TaskState
from portal.programs.asked import Moment, Note

router = Router(tags=["tasks"])
TASKS = "/incidents/{reference}/tasks"
RECORD, WORK = "record", "record.work_incident"
MOST_SHOWN = 200
Found = Annotated[Reason, Field(max_length=400)]


class TaskShape(Schema):
    task: int
    reference: str
    text: str
    state: TaskState
    assignee: PersonShape | None
    checkpoint_at: datetime | None
    last_word: str
    result: str
    added_at: datetime
    ended_at: datetime | None


class TaskBody(Schema):
    text: Note
    assignee: Email | None = None
    checkpoint_at: Moment | None = None


class AssignmentBody(Schema):
    assignee: Email
    checkpoint_at: Moment | None = None


class ReportBody(Schema):
    """What was found; `next` goes on to a checkpoint, `done` and `dropped` end the task."""

    found: Found
    outcome: Literal["next", "done", "dropped"] = "next"
    next_checkpoint_at: Moment | None = None


@reads(router, TASKS, list[TaskShape])
def list_tasks(request: HttpRequest, reference: str) -> list[dict[str, Any]]:
    """The sooner to be answered first."""
    incident = incident_for(person(request), reference)
    rows = Task.objects.filter(incident=incident).select_related("assignee").soonest_first()
    return [_task_shape(one, incident) for one in rows[:MOST_SHOWN]]


@acts(router, TASKS, TaskShape, scope=RECORD, permission=WORK)
def open_task(request: HttpRequest, reference: str, body: TaskBody) -> dict[str, Any]:
    incident = incident_for(person(request), reference)
    task = add_task(
        incident=incident,
        text=body.text,
        assignee=the_person(body.assignee, field="assignee") if body.assignee else None,
        checkpoint_at=body.checkpoint_at,
        by=person(request),
        at=timezone.now(),
    )
    return _task_shape(task, incident)


@acts(
    router,
    TASKS + "/{task}/assignment",
    TaskShape,
    scope=RECORD,
    permission=WORK,
    status=DONE,
)
def give_task(
    request: HttpRequest, reference: str, task: int, body: AssignmentBody
) -> dict[str, Any]:
    incident = incident_for(person(request), reference)
    given = assign_task(
        task=_the_task(incident, task),
        assignee=the_person(body.assignee, field="assignee"),
        checkpoint_at=body.checkpoint_at,
        by=person(request),
        at=timezone.now(),
    )
    return _task_shape(given, incident)


@acts(router, TASKS + "/{task}/reports", TaskShape, scope=RECORD, permission=WORK)
def report(request: HttpRequest, reference: str, task: int, body: ReportBody) -> dict[str, Any]:
    by, at = person(request), timezone.now()
    incident = incident_for(by, reference)
    found = _the_task(incident, task)
    if body.outcome == "done":
        found = finish_task(task=found, result=body.found, by=by, at=at)
    elif body.outcome == "dropped":
        found = drop_task(task=found, reason=body.found, by=by, at=at)
    else:
        found = report_on_task(
            task=found,
            found=body.found,
            next_checkpoint_at=body.next_checkpoint_at,
            by=by,
            at=at,
        )
    return _task_shape(found, incident)


def _the_task(incident: Incident, number: int) -> Task:
    rows = Task.objects.filter(incident=incident, number=min(max(number, 0), LARGEST))
    found = rows.first()
    if found is None:
        raise absent("task")
    return found


def _task_shape(task: Task, incident: Incident) -> dict[str, Any]:
    same = ("text", "state", "checkpoint_at", "last_word", "result", "added_at", "ended_at")
    return {
        "task": task.number,
        "reference": incident.reference,
        "assignee": person_shape(task.assignee),
        **{name: getattr(task, name) for name in same},
    }
