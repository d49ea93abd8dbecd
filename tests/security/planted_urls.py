"""The addresses of Allclear with three trespasses planted among them."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.urls import urlpatterns as real


def forgotten(request: HttpRequest) -> HttpResponse:
    """Asks nobody for a right."""
    return HttpResponse("everything")


@login_not_required
def thrown_open(request: HttpRequest) -> HttpResponse:
    """Asks nobody for a sign-in either."""
    return HttpResponse("everything")


urlpatterns = [
    path("portal/outbox/", forgotten),
    path("portal/alerts/", thrown_open),
    path("portal/new/", forgotten),
    *real,
]
