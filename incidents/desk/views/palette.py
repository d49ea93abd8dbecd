"""One field that finds everything: as a part under the hands, and as a page."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.desk.palette import found
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.web.access import allowed

LONGEST = 200


@require_safe
@allowed("record.view_incidents")
def palette(request: HttpRequest) -> HttpResponse:
    """The list alone; rendered without the page's shell, so that typing stays cheap."""
    text, incident = _asked(request)
    groups = found(cast(User, request.user), text, at=timezone.now(), incident=incident)
    context = {"groups": groups, "text": text}
    return HttpResponse(render_to_string("incidents/desk/_palette.html", context))


@require_safe
@allowed("record.view_incidents")
def search(request: HttpRequest) -> HttpResponse:
    text, incident = _asked(request)
    groups = found(cast(User, request.user), text, at=timezone.now(), incident=incident)
    context = {"groups": groups, "text": text, "within": incident, "section": "search"}
    return render(request, "incidents/desk/search.html", context)


def _asked(request: HttpRequest) -> tuple[str, Incident | None]:
    """The text, and the incident it is asked in, if there is one for this person."""
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST]
    reference = request.GET.get("in", "")
    try:
        return text, incident_for(cast(User, request.user), reference) if reference else None
    except Http404:
        return text, None
