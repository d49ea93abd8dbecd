"""The API for people: what there is, and how to ask."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from portal.people.scopes import INCIDENTS
from portal.web.access import allowed

# By string, so that only processes that are asked hold what stands behind it.
OPERATIONS = "incidents.desk.api.described.operations"
PROBLEMS = "incidents.desk.api.problem.TITLES"


@require_safe
@allowed("record.view_incidents")
def api(request: HttpRequest) -> HttpResponse:
    context: dict[str, Any] = {
        "groups": import_string(OPERATIONS)(),
        "problems": import_string(PROBLEMS),
        "scopes": INCIDENTS,
        "site": settings.SITE_URL,
        "section": "account",
    }
    return render(request, "incidents/desk/api.html", context)
