"""Corrective actions across incidents."""

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.learning.actions.corrective_actions import (
    CannotFinish,
    finish_action,
    verify_action,
)
from incidents.learning.models import ActionState, CorrectiveAction
from incidents.record.models import Incident
from portal.people.models import User
from portal.web.access import allowed

WEEK = timedelta(days=7)


@require_safe
@allowed("record.view_incidents")
def followups(request: HttpRequest) -> HttpResponse:
    today = timezone.now().date()
    visible = Incident.objects.visible_to(cast(User, request.user))
    actions = list(
        CorrectiveAction.objects.unfinished()
        .filter(incident__in=visible)
        .select_related("owner", "incident")
        .soonest_first()
    )
    still = [one for one in actions if one.state == ActionState.OPEN]
    columns = [
        ("Overdue", [one for one in still if one.due_on and one.due_on < today]),
        ("This week", [one for one in still if one.due_on and today <= one.due_on < today + WEEK]),
        ("Later", [one for one in still if not one.due_on or one.due_on >= today + WEEK]),
        ("Waiting for verification", [one for one in actions if one.state == ActionState.DONE]),
    ]
    context = {"columns": columns, "section": "followups"}
    return render(request, "incidents/learning/followups.html", context)


@require_POST
@allowed("learning.write_postmortem")
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish an open action, verify a finished one."""
    user = cast(User, request.user)
    action = CorrectiveAction.objects.filter(
        pk=pk, incident__in=Incident.objects.visible_to(user)
    ).first()
    if action is None:
        raise Http404("No such action.")
    try:
        if action.state == ActionState.OPEN:
            finish_action(action=action, by=user, at=timezone.now())
        else:
            verify_action(action=action, by=user, at=timezone.now())
    except CannotFinish as refusal:
        messages.error(request, str(refusal))
    return redirect("learning:followups")
