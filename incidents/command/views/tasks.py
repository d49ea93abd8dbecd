"""Adding tasks, and saying what was found."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents.command.forms.investigating import TaskForm, TaskWordForm
from incidents.command.panels.tasks import PANEL
from incidents.command.views.panels import after_acting, show_panel
from incidents.command.views.room import who
from incidents.record.actions.add_entry import EmptyEntry
from incidents.record.actions.add_task import NoTask
from incidents.record.actions.add_task_line import add_task_line, workers
from incidents.record.actions.admit_person import CannotSee
from incidents.record.actions.assign_task import assign_task
from incidents.record.actions.drop_task import drop_task
from incidents.record.actions.finish_task import finish_task
from incidents.record.actions.report_on_task import report_on_task
from incidents.record.checkpoints import CheckpointPassed
from incidents.record.models import Task, TaskEnded, incident_for
from incidents.record.task_lines import UnreadableTask, read_checkpoint, read_person
from portal.people.models import User
from portal.web.access import allowed

REFUSED, CONFLICT = 422, 409
REFUSALS = (NoTask, EmptyEntry, CannotSee, CheckpointPassed, UnreadableTask)


@require_POST
@allowed("record.work_incident")
def add(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    form = TaskForm(request.POST)
    if not form.is_valid():
        return show_panel(request, incident, PANEL, status=REFUSED, task_form=form)
    typed = form.cleaned_data
    try:
        add_task_line(
            incident=incident,
            line=typed["line"],
            key=typed["key"] or None,
            by=who(request),
            at=timezone.now(),
        )
    except REFUSALS as refusal:
        form.add_error("line", str(refusal))
        return show_panel(request, incident, PANEL, status=REFUSED, task_form=form)
    return after_acting(request, incident, PANEL)


@require_POST
@allowed("record.work_incident")
def say(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Answer the checkpoint, finish, drop, or give it to somebody: by the button pressed."""
    incident = incident_for(who(request), reference)
    task = get_object_or_404(Task, incident=incident, number=number)
    form = TaskWordForm(request.POST)
    if form.is_valid():
        try:
            _act(task, form.cleaned_data, by=who(request), at=timezone.now())
            return after_acting(request, incident, PANEL)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        except TaskEnded as refusal:
            kept = form.cleaned_data["words"]
            return show_panel(
                request, incident, PANEL, status=CONFLICT, conflict=str(refusal), kept=kept
            )
    return show_panel(request, incident, PANEL, status=REFUSED, refused=task.pk, word_form=form)


def _act(task: Task, typed: Mapping[str, Any], *, by: User, at: datetime) -> None:
    if typed["do"] == "assign":
        person = read_person(typed["who"], people=workers(), by=by)
        soon = read_checkpoint(typed["next"], by=by, at=at)
        assign_task(task=task, assignee=person, checkpoint_at=soon, by=by, at=at)
    elif typed["do"] == "finish":
        finish_task(task=task, result=typed["words"], by=by, at=at)
    elif typed["do"] == "drop":
        drop_task(task=task, reason=typed["words"], by=by, at=at)
    else:
        soon = read_checkpoint(typed["next"], by=by, at=at)
        report_on_task(task=task, found=typed["words"], next_checkpoint_at=soon, by=by, at=at)
