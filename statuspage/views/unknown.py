"""What a reader sees at an address that is not public."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from statuspage.models import Page
from statuspage.snapshot.assets import asset_links

UNKNOWN = 404
PLAIN = "There is nothing here. The status page is at /."


@login_not_required
def unknown(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 in the look of the page, whatever the reason; plain words without a database."""
    try:
        context = {"page": Page.objects.the_page(), **asset_links()}
    except DatabaseError:
        return HttpResponse(PLAIN, status=UNKNOWN, content_type="text/plain; charset=utf-8")
    answer = render(request, "statuspage/unknown.html", context, status=UNKNOWN)
    answer["Cache-Control"] = "no-store, private"
    return answer
