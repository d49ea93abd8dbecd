"""Calendars that follow the schedule."""

import hashlib
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents.oncall.actions.issue_feed import issue_feed
from incidents.oncall.actions.revoke_feed import revoke_feed
from incidents.oncall.forms.standing_in import FeedForm
from incidents.oncall.models import CalendarFeed
from incidents.oncall.schedule.feeds import CONTENT_TYPE, duty_calendar
from portal.people.models import User
from portal.web.access import allowed

MADE, REFUSED = 201, 422


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("record.view_incidents")
def feeds(request: HttpRequest) -> HttpResponse:
    """The address of a new feed is in this answer and nowhere else."""
    user, status, address = cast(User, request.user), 200, ""
    form = FeedForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        status = REFUSED
        if form.is_valid():
            _, raw = issue_feed(team=form.cleaned_data["team"], by=user, at=timezone.now())
            address = f"{settings.SITE_URL}{reverse('oncall:calendar', args=[raw])}"
            status, form = MADE, FeedForm()
    context = {
        "form": form,
        "address": address,
        "feeds": CalendarFeed.objects.of(user),
        "section": "oncall",
    }
    return render(request, "incidents/oncall/feeds.html", context, status=status)


@require_POST
@allowed("record.view_incidents")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Only its owner's."""
    user = cast(User, request.user)
    feed = CalendarFeed.objects.of(user).filter(pk=pk).first()
    if feed is None:
        messages.error(request, "There is no such link of yours.")
    else:
        revoke_feed(feed=feed, by=user, at=timezone.now())
        messages.success(request, f"{feed}: the link shows nothing any more.")
    return redirect("oncall:feeds")


@require_safe
@login_not_required
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the link reads it; a program that has it already is told so."""
    feed = CalendarFeed.objects.for_secret(token)
    if feed is None:
        raise Http404("No such calendar.")
    written = duty_calendar(feed, at=timezone.now())
    tag = quote_etag(hashlib.sha256(written).hexdigest()[:32])
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        answer: HttpResponse = HttpResponseNotModified()
    else:
        answer = HttpResponse(written, content_type=CONTENT_TYPE)
    answer["ETag"] = tag
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
