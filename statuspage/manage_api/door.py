"""Programs that manage the page enter by a door of their own."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from portal.programs.door import Door as ProgramsDoor

DESCRIPTION = "/v1/openapi.json"
ADDRESSES = "statuspage.manage_api.urls"


class Door(ProgramsDoor):
    """Each address is also there with `.json` at its end, which some programs write."""

    begins = settings.PROGRAMS_WRITE_AT
    addresses = ADDRESSES

    def path_of(self, request: HttpRequest) -> str:
        path = request.path_info
        return path if path == DESCRIPTION else path.removesuffix(".json")

    def unknown(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse({"error": "not found"}, status=404)
