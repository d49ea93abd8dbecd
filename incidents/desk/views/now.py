"""What is going on, and what is mine."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.alerts.models import Alert
from incidents.command.next_steps import next_step
from incidents.command.steps.step import Step
from incidents.comms.models import Promise
from incidents.desk.context import MOST
from incidents.learning.models import CorrectiveAction, Postmortem
from incidents.oncall.models import Page
from incidents.oncall.paging.ladders import on_call_now
from incidents.record.business_impact import Ranked, rank_all_of
from incidents.record.models import Change, Incident, RoleAssignment, Task
from incidents.record.models.role import Role
from portal.people.models import User
from portal.web.access import allowed

SHOWN = 8
LOOKED_AT = 50


@require_safe
@allowed("record.view_incidents")
def now(request: HttpRequest) -> HttpResponse:
    user, at = cast(User, request.user), timezone.now()
    visible = Incident.objects.visible_to(user)
    ranked = rank_all_of(visible.open(), at=at)
    active = [one.incident for one in ranked]
    context = {
        "now": at,
        "section": "now",
        "step": next_step(active[0], at=at, viewer=user) if active else Step("Nothing is on fire"),
        "step_incident": active[0] if active else None,
        "active_incidents": active[:MOST],
        "ranked": _with_roles(ranked),
        "pages": Page.objects.asking().for_person(user).select_related("incident"),
        "postmortems": Postmortem.objects.owed()
        .filter(incident__in=visible)
        .select_related("incident", "owner")
        .soonest_first()[:SHOWN],
        "my_tasks": Task.objects.open()
        .of_person(user)
        .visible_to(user)
        .select_related("incident")
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
        "changes": Change.objects.open_to_all().newest_first().select_related("service")[:SHOWN],
        "alerts": _firing(user),
    }
    return render(request, "incidents/desk/now.html", context)


def _firing(user: User) -> list[tuple[Alert, int]]:
    """The newest of each group that fires, and how many like it are among the newest."""
    firing = Alert.objects.visible_to(user).firing().newest_first()
    groups: dict[tuple[int, str, int | None], list[Alert]] = {}
    for alert in firing.select_related("incident", "suppressed_by")[:LOOKED_AT]:
        place = (alert.integration_id, alert.group_key, alert.incident_id)
        groups.setdefault(place, []).append(alert)
    return [(alerts[0], len(alerts) - 1) for alerts in groups.values()][:SHOWN]


def _with_roles(ranked: list[Ranked]) -> list[dict[str, Any]]:
    """Incidents with the reason for their place, and who is missing."""
    incidents = [one.incident for one in ranked]
    roles: dict[int, list[RoleAssignment]] = {one.pk: [] for one in incidents}
    held = RoleAssignment.objects.live().filter(incident__in=incidents)
    for role in held.select_related("person").order_by("pk"):
        roles[role.incident_id].append(role)
    return [
        {
            "row": one.incident,
            "reason": one.score.reason,
            "points": one.score.points,
            "held": roles[one.incident.pk],
            "missing": _missing(one.incident, roles[one.incident.pk]),
        }
        for one in ranked
    ]


def _missing(incident: Incident, held: list[RoleAssignment]) -> list[str]:
    filled = {one.role for one in held}
    return [Role(role).label for role in incident.rules.required_roles if role not in filled]
