"""Thinking aloud: what it may be, what speaks for it, and the verdict."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents.command.forms.investigating import EvidenceForm, HypothesisForm, VerdictForm
from incidents.command.panels.hypotheses import PANEL
from incidents.command.views.panels import after_acting, show_panel
from incidents.command.views.room import who
from incidents.record.actions.add_entry import EmptyEntry
from incidents.record.actions.add_evidence import add_evidence
from incidents.record.actions.add_hypothesis import add_hypothesis
from incidents.record.actions.add_task_line import workers
from incidents.record.actions.admit_person import CannotSee
from incidents.record.actions.judge_hypothesis import NoVerdict, judge_hypothesis
from incidents.record.checkpoints import CheckpointPassed
from incidents.record.models import Entry, Hypothesis, Incident, incident_for
from incidents.record.task_lines import UnreadableTask, read_task
from portal.web.access import allowed

REFUSED = 422
_LINE = re.compile(r"#(\d{1,7})\s*$")


@require_POST
@allowed("record.work_incident")
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """A line like that of a task: with a name or a time, testing it is a task."""
    incident = incident_for(who(request), reference)
    form = HypothesisForm(request.POST)
    now = timezone.now()
    if form.is_valid():
        typed = form.cleaned_data
        try:
            read = read_task(typed["line"], people=workers(), by=who(request), at=now)
            add_hypothesis(
                incident=incident,
                text=read.text,
                tester=read.assignee,
                test_by=read.checkpoint_at,
                key=typed["key"] or None,
                by=who(request),
                at=now,
            )
            return after_acting(request, incident, PANEL)
        except (EmptyEntry, UnreadableTask, CannotSee, CheckpointPassed) as refusal:
            form.add_error("line", str(refusal))
    return show_panel(request, incident, PANEL, status=REFUSED, hypothesis_form=form)


@require_POST
@allowed("record.work_incident")
def judge(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Confirm, rule out, call likely, or take up again."""
    incident = incident_for(who(request), reference)
    hypothesis = get_object_or_404(Hypothesis, incident=incident, number=number)
    form = VerdictForm(request.POST)
    if form.is_valid():
        try:
            judge_hypothesis(
                hypothesis=hypothesis, by=who(request), at=timezone.now(), **form.cleaned_data
            )
            return after_acting(request, incident, PANEL)
        except NoVerdict as refusal:
            form.add_error("reason", str(refusal))
    instead = {"refused": hypothesis.pk, "verdict_form": form}
    return show_panel(request, incident, PANEL, status=REFUSED, **instead)


@require_POST
@allowed("record.work_incident")
def weigh(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Evidence for or against: new words, or "#23" for a line that stands already."""
    incident = incident_for(who(request), reference)
    hypothesis = get_object_or_404(Hypothesis, incident=incident, number=number)
    form = EvidenceForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            add_evidence(
                hypothesis=hypothesis,
                side=typed["side"],
                text=typed["text"],
                entry=_line(incident, typed["text"]),
                key=typed["key"] or None,
                by=who(request),
                at=timezone.now(),
            )
            return after_acting(request, incident, PANEL)
        except EmptyEntry as refusal:
            form.add_error("text", str(refusal))
    instead = {"refused": hypothesis.pk, "evidence_form": form}
    return show_panel(request, incident, PANEL, status=REFUSED, **instead)


def _line(incident: Incident, text: str) -> Entry | None:
    """The line meant by "#23"; None where other words stand before it."""
    named = _LINE.fullmatch(text.strip())
    if named is None:
        return None
    found = Entry.objects.filter(incident=incident, seq=int(named.group(1))).first()
    if found is None:
        raise EmptyEntry(f"There is no line {named.group(1)} on this timeline.")
    return found
