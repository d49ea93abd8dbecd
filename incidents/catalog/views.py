"""What we run."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from incidents.catalog.models import Service
from portal.web.access import allowed


@require_safe
@allowed("record.view_incidents")
def services(request: HttpRequest) -> HttpResponse:
    context = {"services": Service.objects.named().select_related("team"), "section": "services"}
    return render(request, "incidents/catalog/services.html", context)


@require_safe
@allowed("record.view_incidents")
def service(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Service.objects.select_related("team"), slug=slug)
    context = {
        "service": found,
        "needs": found.dependencies.select_related("needs"),
        "needed_by": found.dependents.select_related("service"),
        "section": "services",
    }
    return render(request, "incidents/catalog/service.html", context)
