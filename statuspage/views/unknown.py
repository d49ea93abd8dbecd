"""What a reader sees at an address that is not public."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from statuspage.models import Page
from statuspage.snapshot.assets import face

UNKNOWN = 404
PLAIN = "There is nothing here. The status page is at /."


@login_not_required
def unknown(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 in the look of the page, whatever the reason; plain words without a database."""
    try:
        page = Page.objects.the_page()
        context = face(page, request.path.split("/")[1])
    except DatabaseError:
        return HttpResponse(PLAIN, status=UNKNOWN, content_type="text/plain; charset=utf-8")
    answer = render(request, "statuspage/unknown.html", context, status=UNKNOWN)
    answer["Cache-Control"] = "no-store, private"
    return answer
