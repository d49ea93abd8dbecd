"""The addresses of a process that serves the status page alone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path

from portal.checks import views


def elsewhere(request: HttpRequest) -> HttpResponse:
    """What needs people to sign in, a program's key, or the log of what was sent is not here."""
    raise Http404("This is the status page alone.")


handler404 = "statuspage.views.unknown.unknown"
urlpatterns = [
    path("healthz", views.healthz),
    re_path(r"^(?:subscribe/manage|members|portal|admin|account|v1|in)(?:/|$)", elsewhere),
    path("", include("statuspage.urls")),
]
