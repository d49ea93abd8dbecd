"""The calm line of the room, and putting it away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from incidents.command.actions.put_away import put_away
from incidents.command.calm import calm_line
from incidents.command.views.room import who
from incidents.record.models import incident_for
from portal.web.access import allowed


@require_safe
@allowed("record.view_incidents")
def calm(request: HttpRequest, reference: str) -> HttpResponse:
    """As a part; without htmx, in the room."""
    incident = incident_for(who(request), reference)
    over = request.GET.get("over", "")
    line = calm_line(
        incident,
        who(request),
        at=timezone.now(),
        passed_over=int(over) if over.isdecimal() and len(over) < 10 else 0,  # noqa: PLR2004
    )
    context = {"incident": incident, "calm": line, "over": over if over.isdecimal() else ""}
    return render(request, "incidents/command/_calm.html", context)


@require_POST
@allowed("record.view_incidents")
def away(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    now = timezone.now()
    put_away(incident=incident, line=request.POST.get("line", ""), by=who(request), at=now)
    if request.headers.get("HX-Request") != "true":
        return redirect(incident)
    context = {"incident": incident, "calm": calm_line(incident, who(request), at=now)}
    return render(request, "incidents/command/_calm.html", context)
