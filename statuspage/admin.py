"""The status page in the admin. What has consequences goes through the actions."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db import models
from django.db.models import Model, QuerySet
from django.forms.models import model_to_dict
from django.http import HttpRequest
from django.utils import timezone

from portal.people.actions.audit import audit
from portal.people.models import User
from statuspage.actions.retract_notice import retract_notice
from statuspage.actions.set_component_status import set_component_status
from statuspage.actions.touch_page import touch_page
from statuspage.actions.unsubscribe import unsubscribe
from statuspage.models import (
    Component,
    ComponentGroup,
    ComponentStatus,
    Notice,
    NoticeUpdate,
    Page,
    StatusChange,
    Subscriber,
)


def person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("The admin knows who acts.")
    return request.user


class ReadOnly(admin.ModelAdmin[Any]):
    """Looked at here, changed only by actions."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Published(admin.ModelAdmin[Any]):
    """What is edited here is public: every save is audited and published."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        at = timezone.now()
        kept = type(obj)._default_manager.filter(pk=obj.pk).first() if change else None
        if hasattr(obj, "updated_at"):
            obj.updated_at = at
        super().save_model(request, obj, form, change)
        audit(
            by=person(request),
            at=at,
            verb="changed" if change else "added",
            subject=f"{obj._meta.label_lower}:{obj.pk}",
            subject_name=str(obj),
            before=_plain(kept) if kept else {},
            after=_plain(obj),
        )
        touch_page(at=at)


def _plain(obj: Model) -> dict[str, str]:
    return {name: str(value) for name, value in model_to_dict(obj).items()}


@admin.register(Page)
class PageAdmin(Published):
    fields = ("name", "time_zone", "support_url", "public_id")
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        models.URLField: {"assume_scheme": "https"},
    }
    readonly_fields = ("public_id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(ComponentGroup)
class ComponentGroupAdmin(Published):
    list_display = ("name", "position")
    readonly_fields = ("public_id",)


class StatusForm(ActionForm):
    status = forms.ChoiceField(choices=ComponentStatus.choices, required=False)
    reason = forms.CharField(required=False, max_length=240)


class StatusChanges(admin.TabularInline[StatusChange, Component]):
    model = StatusChange
    fields = readonly_fields = ("at", "old_status", "new_status", "by_name", "source", "reason")
    ordering = ("-at",)
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Component)
class ComponentAdmin(Published):
    list_display = ("name", "group", "status", "position", "visible")
    list_filter = ("group", "status", "visible")
    readonly_fields = ("public_id", "status", "created_at")
    inlines = (StatusChanges,)
    action_form = StatusForm
    actions = ("set_status",)

    @admin.action(description="Set the status", permissions=["change"])
    def set_status(self, request: HttpRequest, chosen: QuerySet[Component]) -> None:
        reason = request.POST.get("reason", "").strip()
        status = request.POST.get("status", "")
        if not reason or status not in ComponentStatus.values:
            self.message_user(request, "Choose a status and say why.", messages.ERROR)
            return
        at = timezone.now()
        for component in chosen:
            set_component_status(
                component=component,
                status=status,
                by_name=person(request).get_full_name(),
                at=at,
                reason=reason,
                source="person",
            )


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


class ReasonForm(ActionForm):
    reason = forms.CharField(required=False, max_length=240)


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

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

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


@admin.register(Subscriber)
class SubscriberAdmin(ReadOnly):
    list_display = ("address", "channel", "state", "everything", "only_notice", "confirmed_at")
    list_filter = ("state",)
    search_fields = ("address",)
    actions = ("stop",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)

    @admin.action(description="Unsubscribe", permissions=["change"])
    def stop(self, request: HttpRequest, chosen: QuerySet[Subscriber]) -> None:
        for subscriber in chosen:
            unsubscribe(subscriber=subscriber, at=timezone.now())
