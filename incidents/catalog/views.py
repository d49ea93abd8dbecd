"""What we run."""

from itertools import groupby
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.catalog.models import DiagnosticGuide, Service, Vendor
from portal.people.models import User
from portal.web.access import allowed

SHOWN = 20


@require_safe
@allowed("record.view_incidents")
def services(request: HttpRequest) -> HttpResponse:
    context = {"services": Service.objects.named().select_related("team"), "section": "services"}
    return render(request, "incidents/catalog/services.html", context)


@require_safe
@allowed("record.view_incidents")
def service(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Service.objects.select_related("team"), slug=slug)
    needed_by = list(found.dependents.select_related("service").order_by("service__name"))
    direct = [one.service_id for one in needed_by]
    context = {
        "service": found,
        "needs": found.dependencies.select_related("needs").order_by("needs__name"),
        "needed_by": needed_by,
        "vendors": found.vendors.with_all().named(),
        "further": found.hit_with_it().exclude(pk__in=direct).named(),
        # The record stands a floor above; its rows are reached from the row they point at.
        "incidents": found.incidents.visible_to(cast(User, request.user)).newest_first()[:SHOWN],
        "section": "services",
    }
    return render(request, "incidents/catalog/service.html", context)


@require_safe
@allowed("record.view_incidents")
def guides(request: HttpRequest) -> HttpResponse:
    found = DiagnosticGuide.objects.in_order()
    by_family = groupby(found, key=lambda one: one.get_family_display())
    families = [(family, list(of_it)) for family, of_it in by_family]
    context = {"families": families, "section": "services"}
    return render(request, "incidents/catalog/guides.html", context)


@require_safe
@allowed("record.view_incidents")
def guide(request: HttpRequest, guide: str) -> HttpResponse:
    context = {"guide": get_object_or_404(DiagnosticGuide, slug=guide), "section": "services"}
    return render(request, "incidents/catalog/guide.html", context)


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
