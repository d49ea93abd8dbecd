"""What was said, and how it was corrected."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from statuspage.actions.edit_notice import edit_notice
from statuspage.actions.end_series import end_series
from statuspage.actions.retract_notice import retract_notice
from statuspage.admin.shells import Published, ReadMostly, ReasonForm, Record, person
from statuspage.models import MaintenanceSeries, Notice, NoticeUpdate, UpdateEdit


class NoticeUpdates(admin.StackedInline[NoticeUpdate, Notice]):
    model = NoticeUpdate
    fields = readonly_fields = (
        "display_at",
        "status",
        "status_text",
        "impact_text",
        "action_text",
        "next_update_by",
        "automatic",
        "tell",
        "by_name",
    )
    ordering = ("-display_at",)
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Notice)
class NoticeAdmin(Published):
    """Title and impact may be corrected; words are said by updates, and a notice ends by
    being resolved or retracted."""

    list_display = ("title", "status", "impact", "started_at", "retracted_at")
    list_filter = ("status", "impact")
    fields = (
        "title",
        "impact_override",
        "impact",
        "status",
        "started_at",
        "monitoring_at",
        "resolved_at",
        "next_update_by",
        "promises_kept",
        "promises_late",
        "retracted_at",
        "retraction_reason",
    )
    readonly_fields = fields[2:]
    inlines = (NoticeUpdates,)
    action_form = ReasonForm
    actions = ("retract",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        edit_notice(
            public_id=obj.public_id,
            by=person(request),
            at=timezone.now(),
            title=form.cleaned_data["title"],
            impact_override=form.cleaned_data["impact_override"],
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        standing = obj is None or obj.retracted_at is None
        return standing and super().has_change_permission(request, obj)

    @admin.action(description="Retract for good", permissions=["change"])
    def retract(self, request: HttpRequest, chosen: QuerySet[Notice]) -> None:
        reason = request.POST.get("reason", "").strip()
        if not reason:
            self.message_user(request, "Say why it is retracted.", messages.ERROR)
            return
        name = person(request).get_full_name()
        for notice in chosen:
            retract_notice(
                public_id=notice.public_id, reason=reason, at=timezone.now(), by_name=name
            )


@admin.register(NoticeUpdate)
class NoticeUpdateAdmin(Record):
    list_display = ("notice", "status", "display_at", "by_name", "tell", "edited_at")
    list_filter = ("status", "automatic")


@admin.register(UpdateEdit)
class UpdateEditAdmin(Record):
    list_display = ("update", "at", "by_name", "reason")


@admin.register(MaintenanceSeries)
class MaintenanceSeriesAdmin(ReadMostly):
    list_display = ("title", "rule", "time_zone", "first_at", "minutes", "ended_at")
    action_form = ReasonForm
    actions = ("end",)

    @admin.action(description="End, and cancel what is planned", permissions=["change"])
    def end(self, request: HttpRequest, chosen: QuerySet[MaintenanceSeries]) -> None:
        text = request.POST.get("reason", "").strip()
        if not text:
            self.message_user(request, "Write what customers should know.", messages.ERROR)
            return
        name = person(request).get_full_name()
        for series in chosen:
            end_series(series=series, text=text, by_name=name, at=timezone.now())
