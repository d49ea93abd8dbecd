"""What every answer of Django carries, and which methods it knows."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_cache_control

METHODS = ["GET", "HEAD", "POST"]
# Of the address where programs write.
PROGRAMS_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


class PortalHeaders:
    """Nothing Django answers may be stored by anybody unless a view says otherwise. What is
    no page, form or download is refused before anything looks at it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        by_program = request.path_info.startswith(settings.PROGRAMS_WRITE_AT)
        methods = PROGRAMS_METHODS if by_program else METHODS
        known = request.method in methods
        response = self.get_response(request) if known else HttpResponseNotAllowed(methods)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        elif "public" in response["Cache-Control"]:
            _same_for_all(response)
        return response


def _same_for_all(response: HttpResponse) -> None:
    """What anybody may store is nobody's own: who looked at the session is no reason to
    tell readers apart."""
    kept = [one for one in response.get("Vary", "").split(", ") if one not in {"", "Cookie"}]
    if kept:
        response["Vary"] = ", ".join(kept)
    else:
        del response["Vary"]
