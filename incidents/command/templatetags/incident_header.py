"""The head of every incident screen: what it is, its facts, its tabs."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from incidents.command.next_steps import next_step
from incidents.comms.models import Update
from incidents.learning.models import CorrectiveAction
from incidents.oncall.models import Page
from incidents.record.models import Incident, Role
from portal.web.times import duration

register = template.Library()

TONES = {"active": "partial", "verifying": "info", "monitoring": "ok", "closed": "ok"}


@register.inclusion_tag("incidents/command/_header.html", takes_context=True)
def incident_header(
    context: dict[str, Any], incident: Incident, tab: str, step: object = None
) -> dict[str, Any]:
    """Severity, title, facts and tabs; under them the next step, the tab's own where it has one."""
    now = timezone.now()
    tabs = [
        ("room", "Room", "command:room", 0),
        ("updates", "Updates", "comms:updates", Update.objects.filter(incident=incident).count()),
        (
            "escalations",
            "Escalations",
            "oncall:escalations",
            Page.objects.filter(incident=incident).count(),
        ),
        (
            "postmortem",
            "Postmortem",
            "learning:postmortem",
            CorrectiveAction.objects.filter(incident=incident).count(),
        ),
    ]
    return {
        "incident": incident,
        "tone": TONES.get(incident.state, "info"),
        "elapsed": duration(incident.elapsed(at=now)),
        "commander": incident.holder_of(Role.COMMANDER),
        "impact": incident.impacts.newest_first().first(),
        "step": step or next_step(incident, at=now),
        "now": now,
        "request": context.get("request"),
        "tabs": [
            {
                "label": label,
                "url": reverse(view, args=[incident.reference]),
                "count": count,
                "current": name == tab,
            }
            for name, label, view, count in tabs
        ],
    }
