"""Editing, retracting, and reporting on what was said."""

from collections.abc import Mapping
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.people.models import User
from portal.web.access import allowed
from statuspage.actions.edit_notice import CannotEdit, edit_notice
from statuspage.actions.edit_update import edit_update
from statuspage.actions.publish_report import ReportTooLong, publish_report
from statuspage.actions.retract_notice import ReasonMissing, retract_notice
from statuspage.actions.settle_components import NoSuchComponent
from statuspage.actions.write_update import NoSuchNotice, NothingToSay, StatusOutOfPlace
from statuspage.desk.correcting import EditNoticeForm, EditUpdateForm, ReasonForm, ReportForm
from statuspage.models import Notice, NoticeUpdate, Page, Subscriber

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("statuspage.publish_notice")
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.standing(), public_id=public_id)
    posted = request.POST if request.method == "POST" else None
    form = EditNoticeForm(posted, notice=notice, page=Page.objects.the_page())
    if form.is_valid():
        try:
            edit_notice(
                public_id=public_id,
                by=cast(User, request.user),
                at=timezone.now(),
                **form.facts(),
            )
        except CannotEdit as refusal:
            form.add_error(refusal.field or None, str(refusal))
        except (NoSuchComponent, NoSuchNotice) as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("status_desk:notice", public_id=public_id)
    context = {"verb": "Save", "heading": "Edit the notice", "lead": "Nobody is told."}
    return _ask(request, notice, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("statuspage.publish_notice")
def edit_words(request: HttpRequest, update_id: str) -> HttpResponse:
    update = get_object_or_404(
        NoticeUpdate.objects.select_related("notice").filter(notice__retracted_at=None),
        public_id=update_id,
    )
    posted = request.POST if request.method == "POST" else None
    form = EditUpdateForm(posted, update=update, page=Page.objects.the_page())
    if form.is_valid():
        try:
            edit_update(
                public_id=update_id,
                texts=form.texts(),
                translations=form.translations(),
                reason=form.cleaned_data["reason"],
                by_name=cast(User, request.user).get_full_name(),
                at=timezone.now(),
            )
        except (NothingToSay, ReasonMissing, NoSuchNotice) as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("status_desk:notice", public_id=update.notice.public_id)
    context = {
        "verb": "Save words",
        "heading": f"Edit “{update.word}”",
        "lead": "The page shows that it was edited. Mail that was sent stays as it was.",
        "edits": update.edits.order_by("-at"),
    }
    return _ask(request, update.notice, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("statuspage.publish_notice")
def retraction(request: HttpRequest, public_id: str) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.standing(), public_id=public_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            retract_notice(
                public_id=public_id,
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
                by_name=cast(User, request.user).get_full_name(),
            )
        except ReasonMissing as refusal:
            form.add_error("reason", str(refusal))
        else:
            return redirect("status_desk:notice", public_id=public_id)
    said = notice.updates.count()
    only = Subscriber.objects.active().filter(only_notice=notice).count()
    context = {
        "verb": "Retract for good",
        "danger": True,
        "heading": "Retract the notice",
        "vanishes": [
            f"Its page and {said} update{'s' if said != 1 else ''}, on every surface and in feeds",
            "What it did to the components' history and uptime",
            "Mail about it that was not sent yet",
            f"The subscription of {only} who follow only this",
        ],
        "lead": "It never comes back. What was mailed already cannot be taken back.",
    }
    return _ask(request, notice, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed("statuspage.publish_notice")
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    notice = get_object_or_404(Notice.objects.standing(), public_id=public_id)
    posted = request.POST if request.method == "POST" else None
    form = ReportForm(posted, initial={"text": notice.report})
    if form.is_valid():
        try:
            publish_report(
                public_id=public_id,
                text=form.cleaned_data["text"],
                by_name=cast(User, request.user).get_full_name(),
                at=timezone.now(),
                tell=form.cleaned_data["tell"],
            )
        except (NothingToSay, ReportTooLong, StatusOutOfPlace, NoSuchNotice) as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("status_desk:notice", public_id=public_id)
    context = {
        "verb": "Publish report",
        "heading": "Report for customers",
        "lead": "Published on the page of the incident. Publishing again replaces it.",
    }
    return _ask(request, notice, form, context)


def _ask(
    request: HttpRequest, notice: Notice, form: object, context: Mapping[str, object]
) -> HttpResponse:
    refused = request.method == "POST"
    shared = {"notice": notice, "form": form, "room": "notices", "section": "status-page"}
    context = {**shared, **context}
    return render(request, "statuspage/desk/ask.html", context, status=REFUSED if refused else 200)
