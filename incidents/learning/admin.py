"""Postmortems and actions for managers. They are read here; what changes them goes through
the same actions as the portal."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from incidents.learning.actions.approve_postmortem import approve_postmortem
from incidents.learning.actions.verify_action import verify_action
from incidents.learning.actions.waive_postmortem import waive_postmortem
from incidents.learning.models import (
    CorrectiveAction,
    IllegalStep,
    Postmortem,
    Revision,
    Why,
)
from incidents.learning.refusals import CannotFinish, NoReason, NotTheirs, OwnWork
from incidents.record.models import Incident
from portal.people.models import User

Row = TypeVar("Row", bound=Model)
REFUSALS = (CannotFinish, IllegalStep, NoReason, NotTheirs, OwnWork)


class ReadOnly(admin.ModelAdmin[Row]):
    """Rows of incidents that this person may see; nothing is typed here."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Row]:
        visible = Incident.objects.visible_to(request.user)
        return super().get_queryset(request).filter(incident__in=visible)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def each(
        self,
        request: HttpRequest,
        rows: Iterable[Row],
        act: Callable[[Row], object],
        done: str,
    ) -> None:
        """Act on every row; say of each refusal what was wrong."""
        count = 0
        for row in rows:
            try:
                act(row)
                count += 1
            except REFUSALS as refusal:
                self.message_user(request, f"{row}: {refusal}", messages.ERROR)
        if count:
            self.message_user(request, f"{count} {done}.", messages.SUCCESS)


class ReadOnlyInline(admin.TabularInline[Any, Any]):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class WhyInline(ReadOnlyInline):
    model = Why
    fields = ("chain", "position", "question", "answer", "ends_because")


class RevisionInline(ReadOnlyInline):
    model = Revision
    fields = ("version", "by", "at")


@admin.register(Postmortem)
class PostmortemAdmin(ReadOnly[Postmortem]):
    list_display = ("incident", "severity", "owner", "state", "due_at", "approved_by", "waived_by")
    list_filter = ("state", "incident__level")
    list_select_related = ("incident", "owner", "approved_by", "waived_by")
    search_fields = ("incident__title", "root_cause", "owner__name")
    date_hierarchy = "opened_at"
    inlines = (WhyInline, RevisionInline)
    actions = ("approve", "waive")

    @admin.display(ordering="incident__level")
    def severity(self, postmortem: Postmortem) -> str:
        return postmortem.incident.severity_label

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("learning.approve_postmortem")

    @admin.action(description="Approve", permissions=["approve"])
    def approve(self, request: HttpRequest, chosen: QuerySet[Postmortem]) -> None:
        user, now = cast(User, request.user), timezone.now()
        self.each(
            request,
            chosen,
            lambda one: approve_postmortem(postmortem=one, by=user, at=now),
            "approved",
        )

    @admin.action(description="Waive, with a reason", permissions=["approve"])
    def waive(self, request: HttpRequest, chosen: QuerySet[Postmortem]) -> HttpResponse | None:
        """Ask for the reason first; nothing is waived without one."""
        reason = request.POST.get("reason", "")
        if not reason.strip():
            context = {
                **self.admin_site.each_context(request),
                "title": "Why do these incidents need no postmortem?",
                "chosen": chosen,
                "asked": "reason" in request.POST,
                "opts": self.opts,
            }
            return TemplateResponse(request, "incidents/learning/admin_waive.html", context)
        user, now = cast(User, request.user), timezone.now()
        self.each(
            request,
            chosen,
            lambda one: waive_postmortem(postmortem=one, reason=reason, by=user, at=now),
            "waived",
        )
        return None


@admin.register(CorrectiveAction)
class CorrectiveActionAdmin(ReadOnly[CorrectiveAction]):
    list_display = ("text", "incident", "owner", "due_on", "state", "verified_by")
    list_filter = ("state", "due_on")
    list_select_related = ("incident", "owner", "verified_by")
    search_fields = ("text", "measure", "owner__name")
    date_hierarchy = "due_on"
    actions = ("verify",)

    def has_verify_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("learning.approve_postmortem")

    @admin.action(description="Verify", permissions=["verify"])
    def verify(self, request: HttpRequest, chosen: QuerySet[CorrectiveAction]) -> None:
        user, now = cast(User, request.user), timezone.now()
        self.each(
            request, chosen, lambda one: verify_action(action=one, by=user, at=now), "verified"
        )
