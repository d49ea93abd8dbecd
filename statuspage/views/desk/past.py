"""Entering trouble that is over."""

import uuid
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.people.models import User
from portal.web.access import allowed
from statuspage.actions.backfill_notice import NotPast, backfill_notice
from statuspage.actions.settle_components import NoSuchComponent
from statuspage.actions.write_update import NothingToSay
from statuspage.desk.past import PastForm
from statuspage.models import Component, Page

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("statuspage.publish_notice")
def past(request: HttpRequest) -> HttpResponse:
    """A past incident, with its times; nobody is told, and uptime counts it."""
    now, user = timezone.now(), cast(User, request.user)
    form = PastForm(
        request.POST if request.method == "POST" else None,
        page=Page.objects.the_page(),
        components=Component.objects.filter(visible=True).in_order(),
        now=now,
        initial={"key": uuid.uuid4().hex},
    )
    if form.is_valid():
        typed = form.cleaned_data
        try:
            notice = backfill_notice(
                title=typed["title"],
                updates=form.updates(),
                started_at=typed["began"],
                key=f"desk:{typed['key']}",
                by=user,
                by_name=user.get_full_name(),
                at=now,
                audiences=list(typed["audiences"]),
            )
        except (NotPast, NothingToSay, NoSuchComponent) as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("status_desk:notice", public_id=notice.public_id)
    status = REFUSED if form.is_bound else 200
    context = {"form": form, "room": "notices", "section": "status-page"}
    return render(request, "statuspage/desk/past.html", context, status=status)
