"""What it may be, what speaks for it, and what was ruled out."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from incidents.command.forms.investigating import HypothesisForm
from incidents.command.panels.panel import Panel
from incidents.record.models import Evidence, Incident, Task, TaskState
from portal.people.models import User

TONES = {"likely": "degraded", "confirmed": "ok", "open": "", "ruled_out": ""}


def facts(incident: Incident, viewer: User, at: datetime) -> dict[str, Any]:
    testing = Task.objects.filter(state=TaskState.OPEN).select_related("assignee").soonest_first()
    evidence = Evidence.objects.select_related("entry__incident").order_by("entry__seq")
    found = list(
        incident.hypotheses.with_evidence()
        .likeliest_first()
        .select_related("decided_by")
        .prefetch_related(
            Prefetch("tasks", testing, to_attr="testing"),
            Prefetch("evidence", evidence, to_attr="lines"),
        )
    )
    for one in found:
        one.tone = TONES[one.state]  # type: ignore[attr-defined]
        for line in one.lines:  # type: ignore[attr-defined]
            named = f"{line.get_side_display()} {one.name}: "
            line.words = line.entry.body.removeprefix(named)
    return {
        "hypotheses": found,
        "key": uuid.uuid4().hex,
        "hypothesis_form": HypothesisForm(initial={"key": uuid.uuid4().hex}),
    }


PANEL = Panel("hypotheses", "Hypotheses", facts, kinds=("hypothesis", "evidence"))
