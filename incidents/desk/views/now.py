"""What is going on, and what is mine."""

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.alerts.models import Alert
from incidents.command.next_steps import Step, next_step
from incidents.comms.models import Promise
from incidents.learning.models import CorrectiveAction, Postmortem
from incidents.oncall.ladders import on_call_now
from incidents.oncall.models import Page
from incidents.record.models import Incident, RoleAssignment
from incidents.record.models.role import Role
from portal.people.models import User
from portal.web.access import allowed

SHOWN = 8


@require_safe
@allowed("record.view_incidents")
def now(request: HttpRequest) -> HttpResponse:
    user, at = cast(User, request.user), timezone.now()
    visible = Incident.objects.visible_to(user)
    active = list(visible.open().worst_first().prefetch_related("services"))
    context = {
        "now": at,
        "section": "now",
        "step": next_step(active[0], at=at) if active else Step("Nothing is on fire"),
        "step_incident": active[0] if active else None,
        "ranked": [_ranked(incident, at=at) for incident in active],
        "pages": Page.objects.waiting().for_person(user).select_related("incident"),
        "postmortems": Postmortem.objects.owed()
        .filter(incident__in=visible)
        .select_related("incident", "owner")
        .soonest_first()[:SHOWN],
        "my_actions": CorrectiveAction.objects.unfinished()
        .filter(owner=user, incident__in=visible)
        .select_related("incident")
        .soonest_first()[:SHOWN],
        "promises": Promise.objects.unsettled()
        .filter(incident__in=visible)
        .select_related("incident", "audience")
        .soonest_first()[:SHOWN],
        "on_call": on_call_now(at=at),
        "alerts": Alert.objects.visible_to(user).newest_first().select_related("incident")[:SHOWN],
    }
    return render(request, "incidents/desk/now.html", context)


def _ranked(incident: Incident, *, at: datetime) -> dict[str, Any]:
    """An incident with the reason for its place, and who is missing."""
    impact = incident.impacts.newest_first().first()
    held = list(RoleAssignment.objects.live().filter(incident=incident).select_related("person"))
    filled = {one.role for one in held}
    missing = [Role(role).label for role in incident.rules.required_roles if role not in filled]
    reason = "Its impact is not known yet."
    if impact is not None and impact.revenue_per_hour:
        reason = f"Costs ${impact.revenue_per_hour:,} an hour."
    elif impact is not None and impact.customers_affected is not None:
        reason = f"{impact.customers_affected:,} customers are affected."
    return {"row": incident, "reason": reason, "held": held, "missing": missing, "at": at}
