"""What the page is, and who sees more of it."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.people.models import User
from portal.web.access import allowed
from statuspage.actions.define_audience import define_audience
from statuspage.actions.define_component import NameTaken
from statuspage.actions.set_up_page import set_up_page
from statuspage.desk.telling import AudienceForm, PageForm
from statuspage.models import Audience, Page

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("statuspage.publish_notice")
def page(request: HttpRequest) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = PageForm(posted, instance=Page.objects.the_page())
    if form.is_valid():
        by = cast(User, request.user)
        set_up_page(facts=form.cleaned_data, by=by, at=timezone.now())
        return redirect("status_desk:page")
    context = {
        "form": form,
        "audiences": Audience.objects.order_by("name").prefetch_related("members"),
        "room": "page",
        "section": "status-page",
    }
    status = REFUSED if posted is not None else 200
    return render(request, "statuspage/desk/setup.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("statuspage.publish_notice")
def audience(request: HttpRequest, audience_id: int = 0) -> HttpResponse:
    found = get_object_or_404(Audience, pk=audience_id) if audience_id else None
    posted = request.POST if request.method == "POST" else None
    initial = {"name": found.name, "members": list(found.members.all())} if found else {}
    form = AudienceForm(posted, initial=initial)
    if form.is_valid():
        try:
            define_audience(
                audience=found,
                name=form.cleaned_data["name"],
                members=list(form.cleaned_data["members"]),
                by=cast(User, request.user),
                at=timezone.now(),
            )
        except NameTaken as refusal:
            form.add_error("name", str(refusal))
        else:
            return redirect("status_desk:page")
    heading = "Change audience" if found else "New audience"
    context = {"form": form, "heading": heading, "verb": "Save audience", "room": "page",
               "section": "status-page"}  # fmt: skip
    status = REFUSED if posted is not None else 200
    return render(request, "statuspage/desk/ask.html", context, status=status)
