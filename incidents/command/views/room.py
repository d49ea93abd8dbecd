"""The room: what happens, live."""

import uuid
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.command import room_parts
from incidents.command.forms.recording import EntryForm
from incidents.command.panels.panel import news
from incidents.command.phases import phases
from incidents.command.views.panels import rail
from incidents.oncall.models import Page
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.web.access import allowed


def who(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
@allowed("record.view_incidents")
def room(request: HttpRequest, reference: str) -> HttpResponse:
    return show(request, incident_for(who(request), reference))


def show(
    request: HttpRequest, incident: Incident, *, status: int = 200, **forms: object
) -> HttpResponse:
    now = timezone.now()
    kind = request.GET.get("kind", "")
    user = who(request)
    shown = room_parts.entries(incident, kind=kind)
    context = {
        "incident": incident,
        "section": "incidents",
        "now": now,
        "entries": shown,
        "newest": incident.last_seq,
        "kind": kind,
        "filters": room_parts.filters(incident, kind),
        "phases": phases(incident, at=now),
        "own_page": Page.objects.waiting().for_person(user).filter(incident=incident).first(),
        "entry_form": EntryForm(initial={"key": uuid.uuid4().hex}),
        "rail": rail(incident, user, at=now),
        **forms,
    }
    return render(request, "incidents/command/room.html", context, status=status)


@require_safe
@allowed("record.view_incidents")
def timeline(request: HttpRequest, reference: str) -> HttpResponse:
    """Only the lines beyond `after`, and their kinds for the panels; 204 when there are none."""
    incident = incident_for(who(request), reference)
    after, kind = request.GET.get("after", ""), request.GET.get("kind", "")
    seen = int(after) if after.isdecimal() else 0
    if incident.last_seq <= seen:
        return HttpResponse(status=204)
    told = incident.entries.after(seen).newest_first().values_list("kind", flat=True)
    context = {
        "incident": incident,
        "entries": room_parts.entries(incident, kind=kind, after=seen),
        "newest": incident.last_seq,
        "kind": kind,
    }
    answer = render(request, "incidents/command/_news.html", context)
    answer["HX-Trigger"] = ", ".join(sorted({news(one) for one in told[: room_parts.SHOWN]}))
    return answer
