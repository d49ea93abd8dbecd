"""How an incident runs here, for somebody who sees Allclear for the first time."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.catalog.models import Role, Severity
from incidents.comms.models import Audience
from portal.web.access import allowed


@dataclass(frozen=True)
class Duty:
    label: str
    words: str


DUTIES = {
    Role.COMMANDER: "Decides, assigns and keeps the promises. Does not debug.",
    Role.TECHNICAL_LEAD: "Leads finding the cause and the way back. Says what, when and why.",
    Role.COMMUNICATIONS_LEAD: "Writes to every audience, before the promised time.",
    Role.SCRIBE: "Keeps the timeline: what was seen, decided and done.",
    Role.SUPPORT_LIAISON: "Brings what customers report, takes talking points back.",
    Role.EXECUTIVE_LIAISON: "Answers executives, so that nobody interrupts responders.",
}


@require_safe
@allowed("record.view_incidents")
def how_it_runs(request: HttpRequest) -> HttpResponse:
    audiences = {one.slug: str(one) for one in Audience.objects.all()}
    context = {
        "severities": [_demands(one, audiences) for one in Severity.objects.worst_first()],
        "duties": [Duty(role.label, DUTIES[role]) for role in Role],
        "section": "help",
    }
    return render(request, "incidents/desk/help.html", context)


def _demands(severity: Severity, audiences: dict[str, str]) -> dict[str, Any]:
    """A severity, and how often each audience hears."""
    cadence = severity.policy().cadence_minutes
    return {
        "row": severity,
        "cadence": [(audiences.get(slug, slug), minutes) for slug, minutes in cadence.items()],
    }
