"""The room: what happens, live."""

import uuid
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.command import timeline as timelines
from incidents.command.forms.recording import EntryForm
from incidents.command.panels.panel import news
from incidents.command.phases import phases
from incidents.command.slash_words import WORDS
from incidents.command.views.panels import rail
from incidents.oncall.models import Page
from incidents.record.models import Incident, incident_for
from incidents.record.models.entry import EntryKind
from portal.people.models import User
from portal.web.access import allowed

# In the session: the key of what was written last, until the room has said so.
SAVED = "entry_saved"


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
    user = who(request)
    window = timelines.Window.read(request.GET)
    counts = timelines.counts_of(incident)
    context = {
        "incident": incident,
        "section": "incidents",
        "now": now,
        "window": window,
        "reading": timelines.read(incident, window, corrected=EntryKind.CORRECTION in counts),
        "newest": incident.last_seq,
        "poll": window.poll(incident.last_seq),
        "oldest_first": window.query(order="oldest"),
        "newest_first": window.query(order=""),
        "kinds": timelines.kinds(),
        "filters": timelines.filters(counts, window),
        "slash_words": [one for one in WORDS if user.has_perm(one.permission)],
        "saved": request.session.pop(SAVED, ""),
        "phases": phases(incident, at=now),
        "own_page": Page.objects.asking().for_person(user).filter(incident=incident).first(),
        "entry_form": EntryForm(initial={"key": uuid.uuid4().hex}),
        "advising": incident.advisors.advising(user, at=now).first(),
        "handed": incident.role_assignments.unread_by(user).select_related("assigned_by").first(),
        "rail": rail(incident, user, at=now),
        **forms,
    }
    return render(request, "incidents/command/room.html", context, status=status)


@require_safe
@allowed("record.view_incidents")
def timeline(request: HttpRequest, reference: str) -> HttpResponse:
    """Only the lines beyond `after`, and their kinds for the panels; 204 when there are none."""
    incident = incident_for(who(request), reference)
    window = timelines.Window.read(request.GET)
    if incident.last_seq <= window.after:
        return HttpResponse(status=204)
    told = incident.entries.after(window.after).newest_first().values_list("kind", flat=True)
    shown = timelines.news(incident, window)
    context = {
        "incident": incident,
        "entries": shown,
        "corrected": timelines.corrected_by(shown),
        "newest": incident.last_seq,
        "poll": window.poll(incident.last_seq),
        "window": window,
    }
    answer = render(request, "incidents/command/_news.html", context)
    answer["HX-Trigger"] = ", ".join(sorted({news(one) for one in told[: timelines.SHOWN]}))
    return answer
