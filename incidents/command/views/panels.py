"""A panel of the room: as a part that htmx puts in its place, or as a page of its own."""

from datetime import datetime
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.command.panels.panel import Panel, Shown
from incidents.command.panels.registry import IN_ORDER, PANELS
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.web.access import allowed


@require_safe
@allowed("record.view_incidents")
def panel_of(request: HttpRequest, reference: str, panel: str) -> HttpResponse:
    if panel not in PANELS:
        raise Http404("No such panel.")
    incident = incident_for(cast(User, request.user), reference)
    return show_panel(request, incident, PANELS[panel])


def show_panel(
    request: HttpRequest, incident: Incident, panel: Panel, *, status: int = 200, **instead: Any
) -> HttpResponse:
    """As a part or a page; `instead` are facts in place of its own, such as a refused form."""
    shown = panel.shown(incident, cast(User, request.user), at=timezone.now(), **instead)
    if request.headers.get("HX-Request") == "true":
        context = {"incident": incident, **(shown.facts or {})}
        return render(request, panel.template, context, status=status)
    context = {"incident": incident, "section": "incidents", "shown": shown}
    return render(request, "incidents/command/panel.html", context, status=status)


def after_acting(request: HttpRequest, incident: Incident, panel: Panel) -> HttpResponse:
    """The panel as it is now; without htmx the room, where the panel stands."""
    if request.headers.get("HX-Request") == "true":
        return show_panel(request, incident, panel)
    return redirect(f"{incident.get_absolute_url()}#_{panel.name}")


def rail(incident: Incident, viewer: User, *, at: datetime) -> list[Shown]:
    """Every panel in order."""
    return [
        one.shown(incident, viewer, at=at)
        if one.at_once
        else Shown(one, one.address(incident), None)
        for one in IN_ORDER
    ]
