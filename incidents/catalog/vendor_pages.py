"""The companies we depend on, one page each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.catalog.models import Vendor
from portal.web.access import allowed


@require_safe
@allowed("record.view_incidents")
def vendors(request: HttpRequest) -> HttpResponse:
    found = Vendor.objects.with_all().named()
    context = {"vendors": found, "now": timezone.now(), "section": "services"}
    return render(request, "incidents/catalog/vendors.html", context)


@require_safe
@allowed("record.view_incidents")
def vendor(request: HttpRequest, vendor: str) -> HttpResponse:
    found = get_object_or_404(Vendor.objects.with_all(), slug=vendor)
    context = {
        "vendor": found,
        "services": found.services.named().select_related("team"),
        "agreements": sorted(found.agreements.all(), key=lambda one: one.level),
        "contacts": found.contacts_in_order(),
        "now": timezone.now(),
        "section": "services",
    }
    return render(request, "incidents/catalog/vendor.html", context)
