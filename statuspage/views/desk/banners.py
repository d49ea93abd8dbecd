"""Announcements, and words prepared for the next time."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from portal.people.models import User
from portal.web.access import allowed
from statuspage.actions.announce import CannotAnnounce, announce
from statuspage.actions.define_component import NameTaken
from statuspage.actions.define_template import define_template
from statuspage.actions.withdraw_announcement import withdraw_announcement
from statuspage.desk.telling import AnnounceForm, TemplateForm
from statuspage.models import Announcement, Component, NoticeTemplate, Page

REFUSED = 422
SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("statuspage.publish_notice")
def announcements(request: HttpRequest) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = AnnounceForm(posted, page=Page.objects.the_page())
    if form.is_valid():
        try:
            announce(by=cast(User, request.user), at=timezone.now(), **form.facts())
        except CannotAnnounce as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("status_desk:announcements")
    context = {
        "form": form,
        "now": timezone.now(),
        "listing": Announcement.objects.newest_first().prefetch_related("audiences")[:SHOWN],
        "room": "announcements",
        "section": "status-page",
    }
    status = REFUSED if posted is not None else 200
    return render(request, "statuspage/desk/announcements.html", context, status=status)


@require_POST
@allowed("statuspage.publish_notice")
def withdrawal(request: HttpRequest, announcement_id: str) -> HttpResponse:
    found = get_object_or_404(Announcement, public_id=announcement_id)
    withdraw_announcement(announcement=found, by=cast(User, request.user), at=timezone.now())
    return redirect("status_desk:announcements")


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("statuspage.publish_notice")
def templates(request: HttpRequest, template_id: str = "") -> HttpResponse:
    """All of them, with a form for a new one or for the one named."""
    found = get_object_or_404(NoticeTemplate, public_id=template_id) if template_id else None
    posted = request.POST if request.method == "POST" else None
    components = list(Component.objects.public().in_order())
    form = TemplateForm(posted, template=found, components=components)
    if form.is_valid():
        named = set(form.cleaned_data["components"])
        try:
            define_template(
                template=found,
                facts=form.facts(),
                components=[one for one in components if one.public_id in named],
                by=cast(User, request.user),
                at=timezone.now(),
            )
        except NameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect("status_desk:templates")
    context = {
        "form": form,
        "template": found,
        "listing": NoticeTemplate.objects.order_by("name"),
        "room": "templates",
        "section": "status-page",
    }
    status = REFUSED if posted is not None else 200
    return render(request, "statuspage/desk/templates.html", context, status=status)
