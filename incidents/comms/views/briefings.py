"""The links executives are given: made, listed, revoked."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from incidents.comms.actions.issue_briefing import CannotBrief, issue_briefing
from incidents.comms.actions.revoke_briefing import revoke_briefing
from incidents.comms.forms import BriefingForm
from incidents.comms.models import BriefingLink
from incidents.record.models import Incident, incident_for
from portal.people.models import User
from portal.web.access import allowed

MADE, REFUSED = 201, 422


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("comms.send_update")
def of_incident(request: HttpRequest, reference: str) -> HttpResponse:
    return _links(request, incident_for(cast(User, request.user), reference))


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("comms.send_update")
def of_all(request: HttpRequest) -> HttpResponse:
    return _links(request, None)


@require_POST
@allowed("comms.send_update")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    user = cast(User, request.user)
    link = BriefingLink.objects.select_related("incident").filter(pk=pk).first()
    if link is None:
        raise Http404("No such link.")
    if link.incident is not None:
        incident_for(user, link.incident.reference)
    revoke_briefing(link=link, by=user, at=timezone.now())
    messages.success(request, f"The link for {link.name} shows nothing any more.")
    return redirect(address_of(link.incident))


def address_of(incident: Incident | None) -> str:
    if incident is None:
        return reverse("comms:briefings_of_all")
    return reverse("comms:briefings", args=[incident.reference])


def _links(request: HttpRequest, incident: Incident | None) -> HttpResponse:
    """The address of a new link is in this answer and nowhere else."""
    now = timezone.now()
    form = BriefingForm(request.POST if request.method == "POST" else None)
    status, address, made = 200, "", None
    if form.is_bound:
        status = REFUSED
        if form.is_valid():
            try:
                made, raw = issue_briefing(
                    incident=incident, by=cast(User, request.user), at=now, **form.cleaned_data
                )
                path = reverse("briefing:page", args=[raw])
                status, address = MADE, f"{settings.SITE_URL}{path}"
                form = BriefingForm()
            except CannotBrief as refusal:
                form.add_error(refusal.field or None, str(refusal))
    links = BriefingLink.objects.of(incident).newest_first()
    context = {
        "incident": incident,
        "form": form,
        "address": address,
        "made": made,
        "links": [{"row": one, "works": one.works(at=now)} for one in links],
        "action": address_of(incident),
        "section": "incidents",
    }
    return render(request, "incidents/comms/briefings.html", context, status=status)
