"""The head of every incident screen: what it is, its facts, its tabs."""

from typing import Any, cast

from django import template
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from incidents.command.next_steps import next_step
from incidents.comms.models import Update
from incidents.learning.models import CorrectiveAction
from incidents.mitigation.models import Check
from incidents.oncall.models import Page
from incidents.record.models import Incident, Role
from portal.people.models import User
from portal.web.times import duration

register = template.Library()
# By which key a tab is reached from the others.
KEYS = {"updates": "u", "escalations": "e"}

STATES = {"verifying": "Fix in place", "monitoring": "Resolved, watched"}
TONES = {"active": "partial", "verifying": "info", "monitoring": "ok", "closed": "ok"}


@register.inclusion_tag("incidents/command/_header.html", takes_context=True)
def incident_header(
    context: dict[str, Any], incident: Incident, tab: str, step: object = None
) -> dict[str, Any]:
    """Severity, title, facts and tabs; under them the next step, the tab's own where it has one."""
    now = timezone.now()
    updates, pages, actions, checks, settled = _counts(incident)
    request = context.get("request")
    viewer = cast(User, request.user) if request else None
    tabs = [
        ("room", "Room", "command:room", 0),
        ("updates", "Updates", "comms:updates", updates),
        (
            "mitigation",
            "Mitigation",
            "mitigation:mitigation",
            f"{settled}/{checks}" if checks else 0,
        ),
        ("escalations", "Escalations", "oncall:escalations", pages),
        ("postmortem", "Postmortem", "learning:postmortem", actions),
    ]
    return {
        "incident": incident,
        "state": STATES.get(incident.state, incident.get_state_display()),
        "tone": TONES.get(incident.state, "info"),
        "elapsed": duration(incident.elapsed(at=now)),
        "commander": incident.holder_of(Role.COMMANDER),
        "impact": incident.impacts.newest_first().first(),
        "step": step or next_step(incident, at=now, viewer=viewer, tab=tab),
        "own_step": step is not None,
        "now": now,
        "request": request,
        "tabs": [
            {
                "label": label,
                "url": reverse(view, args=[incident.reference]),
                "count": count,
                "current": name == tab,
                "key": KEYS.get(name, ""),
            }
            for name, label, view, count in tabs
        ],
    }


def _counts(incident: Incident) -> tuple[int, ...]:
    """How many updates, pages, corrective actions, checks and settled checks it has, by one
    query."""
    counted: tuple[models.QuerySet[Any], ...] = (
        Update.objects.all(),
        Page.objects.all(),
        CorrectiveAction.objects.all(),
        Check.objects.all(),
        Check.objects.settled(),
    )
    counts = [
        Coalesce(
            Subquery(
                rows.filter(incident=OuterRef("pk"))
                .order_by()
                .values("incident")
                .annotate(many=Count("pk"))
                .values("many")
            ),
            0,
        )
        for rows in counted
    ]
    return tuple(Incident.objects.filter(pk=incident.pk).values_list(*counts).get())
