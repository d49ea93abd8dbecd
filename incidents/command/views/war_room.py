"""Links pinned in the room."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from incidents.command.panels.registry import PANELS
from incidents.command.views.panels import show_panel
from incidents.command.views.room import who
from incidents.record.actions.pin_link import pin_link
from incidents.record.actions.set_bridge import NotALink
from incidents.record.actions.unpin_link import unpin_link
from incidents.record.models import PinnedLink, incident_for
from portal.web.access import allowed

REFUSED = 422


@require_POST
@allowed("record.work_incident")
def pin(request: HttpRequest, reference: str) -> HttpResponse:
    incident = incident_for(who(request), reference)
    typed = {name: request.POST.get(name, "").replace("\0", "") for name in ("url", "label")}
    try:
        pin_link(incident=incident, by=who(request), at=timezone.now(), **typed)
    except NotALink as refusal:
        shown = {**typed, "refusal": str(refusal)}
        return show_panel(request, incident, PANELS["war_room"], status=REFUSED, **shown)
    return redirect(f"{incident.get_absolute_url()}#_war_room")


@require_POST
@allowed("record.work_incident")
def unpin(request: HttpRequest, reference: str, pin_id: int) -> HttpResponse:
    incident = incident_for(who(request), reference)
    link = PinnedLink.objects.filter(incident=incident, pk=pin_id).first()
    if link is None:
        raise Http404("No such link.")
    unpin_link(link=link, by=who(request), at=timezone.now())
    return redirect(f"{incident.get_absolute_url()}#_war_room")
