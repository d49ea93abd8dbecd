"""What customers read of an incident afterwards."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents import publishing
from incidents.learning.actions.publish_report import publish_report
from incidents.learning.forms import ReportForm
from incidents.learning.models import Postmortem
from incidents.record.models import incident_for
from portal.people.models import User
from portal.web.access import allowed

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("comms.send_update")
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """Written anew for customers, looked at as it will stand there, then published."""
    user = cast(User, request.user)
    incident = incident_for(user, reference)
    found = get_object_or_404(Postmortem.objects.select_related("incident"), incident=incident)
    published = publishing.report(incident)
    form = ReportForm(request.POST or None, initial={"text": published})
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        words = form.cleaned_data
        try:
            publish_report(
                postmortem=found,
                text=words["text"],
                tell=words["tell"],
                by=user,
                at=timezone.now(),
            )
        except (ValueError, LookupError, publishing.NotForCustomers) as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "The report is on the status page.")
            return redirect(found)
    context = {
        "incident": incident,
        "postmortem": found,
        "form": form,
        "published": published,
        "notice_url": publishing.notice_url(incident),
        "text": form["text"].value() or "",
        "section": "incidents",
    }
    status = REFUSED if form.errors else 200
    return render(request, "incidents/learning/report.html", context, status=status)
