"""Programs that work in incidents enter by a door of their own."""

from django.http import Http404, HttpRequest, HttpResponse

from incidents.desk.api.problem import problem
from portal.programs.door import Door as ProgramsDoor

ADDRESSES = "incidents.desk.api.urls"
BEGINS = "/api/v1/"
HEADERS = "allclear.headers"
UNKNOWN_METHOD, JSON = 405, "application/json"
# Files come as browsers send them, to this address alone.
ATTACHMENTS, FILES = "/attachments", "multipart/form-data"


def carry(request: HttpRequest, name: str, value: str) -> None:
    """Have the answer carry a header."""
    request.META.setdefault(HEADERS, {})[name] = value


class Door(ProgramsDoor):
    """What is not JSON is refused before anything looks at it."""

    begins = BEGINS
    addresses = ADDRESSES

    def answer(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and _brings_something_else(request):
            wanted = FILES if request.path_info.endswith(ATTACHMENTS) else JSON
            return problem(415, "media-type", f"Send it as Content-Type: {wanted}.")
        try:
            answer = super().answer(request)
        except Http404:
            return self.unknown(request)
        if answer.status_code == UNKNOWN_METHOD and not answer.content:
            known = answer["Allow"]
            answer = problem(UNKNOWN_METHOD, "method", f"This address knows {known}.")
            answer["Allow"] = known
        for name, value in request.META.get(HEADERS, {}).items():
            answer[name] = value
        return answer

    def unknown(self, request: HttpRequest) -> HttpResponse:
        return problem(404, "not-found", "There is nothing at this address. See /portal/api/.")


def _brings_something_else(request: HttpRequest) -> bool:
    empty = request.META.get("CONTENT_LENGTH") in {"", "0", None}
    wanted = FILES if request.path_info.endswith(ATTACHMENTS) else JSON
    return not empty and request.content_type != wanted
