"""What whoever has the link reads."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.comms.actions.note_briefing_seen import note_briefing_seen
from incidents.comms.briefing import briefs
from incidents.comms.models import BriefingLink

GONE, UNKNOWN = 410, 404


@require_safe
@login_not_required
def page(request: HttpRequest, token: str) -> HttpResponse:
    """The link is the right. Looking changes nothing but when it was last seen, and that
    only where a person reads it."""
    now = timezone.now()
    link = BriefingLink.objects.for_secret(token)
    if link is None:
        return _shut(render(request, "incidents/comms/briefing_shut.html", status=UNKNOWN))
    shown = briefs(link, at=now) if link.works(at=now) else []
    if not link.works(at=now) or (link.incident_id is not None and not shown):
        return _shut(
            render(request, "incidents/comms/briefing_shut.html", {"link": link}, status=GONE)
        )
    if request.method == "GET":
        note_briefing_seen(link=link, at=now)
    context = {"link": link, "briefs": shown, "now": now}
    return _shut(render(request, "incidents/comms/briefing.html", context))


def _shut(answer: HttpResponse) -> HttpResponse:
    """Neither stored, nor indexed, nor named to anybody it links to."""
    answer["Cache-Control"] = "no-store, private"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer
