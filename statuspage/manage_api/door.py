"""Programs that manage the page enter by a door of their own."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve, set_urlconf

DESCRIPTION = "/v1/openapi.json"
ADDRESSES = "statuspage.manage_api.urls"


class Door:
    """They have a key and no session, no person and no form: behind the middleware that logs
    and sets headers they go straight to their view. Each address is also there with `.json`
    at its end, which some programs write."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if not path.startswith(settings.PROGRAMS_WRITE_AT):
            return self.get_response(request)
        if path != DESCRIPTION:
            path = path.removesuffix(".json")
        try:
            cast(Any, request).urlconf = ADDRESSES
            set_urlconf(ADDRESSES)
            request.resolver_match = match = resolve(path)
        except Resolver404:
            return JsonResponse({"error": "not found"}, status=404)
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        if not answer.content:
            # Programs believe the type and read what is not there.
            del answer["Content-Type"]
        return answer
