"""What machines send enters by a door of its own."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import resolve

from incidents.alerts.formats.format import problem
from incidents.alerts.formats.registry import DOORS

NOT_SO = 405
# An answer to a machine shows nothing: no policy of pages need be composed for it.
SHOWS_NOTHING = {
    "Cache-Control": "no-store, private",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
}


class Door:
    """What monitoring sends has no session, no person and no form. Behind the middleware
    that logs and sends plain HTTP away it goes straight to its view, past half of what every
    other request costs; the view itself asks who it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.views: dict[str, Callable[[HttpRequest], HttpResponse]] = {}
        for path in (f"/{one.path}" for one in DOORS):
            view = resolve(path).func
            # With the last stroke and without: a redirect would lose what was posted.
            self.views |= {path: view, path.rstrip("/"): view, f"{path.rstrip('/')}/": view}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = self.views.get(request.path_info)
        if view is None:
            return self.get_response(request)
        response = view(request) if request.method == "POST" else _only_posted()
        for name, value in SHOWS_NOTHING.items():
            response[name] = value
        return response


def _only_posted() -> HttpResponse:
    """For who looks at the address in a browser, and for probes."""
    told = problem(NOT_SO, "Alerts and changes are posted here: send it by POST.")
    response = JsonResponse(told.body, status=told.status, content_type=told.content_type)
    response["Allow"] = "POST"
    return response
