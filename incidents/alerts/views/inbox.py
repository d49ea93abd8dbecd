"""Alerts that arrived, with what became of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.alerts.models import Alert
from portal.web.access import allowed
from portal.web.paging import newest_first


@require_safe
@allowed("record.view_incidents")
def inbox(request: HttpRequest) -> HttpResponse:
    found = Alert.objects.visible_to(request.user).select_related(
        "incident", "integration", "service"
    )
    page = newest_first(found, field="starts_at", after=request.GET.get("after", ""))
    context = {
        "rows": page.rows,
        "next": f"?after={page.cursor}" if page.cursor else "",
        "section": "alerts",
    }
    return render(request, "incidents/alerts/inbox.html", context)
