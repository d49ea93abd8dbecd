"""Components, and what they were."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from statuspage.actions.place_component import place_component
from statuspage.actions.set_component_status import set_component_status
from statuspage.actions.withdraw_correction import withdraw_correction
from statuspage.admin.shells import Published, ReadMostly, Record, person
from statuspage.models import (
    Component,
    ComponentGroup,
    ComponentStatus,
    StatusChange,
    UptimeCorrection,
)


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

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        place_component(
            component=form.instance,
            visible=form.instance.visible,
            audiences=list(form.cleaned_data["audiences"]),
            by=person(request),
            at=timezone.now(),
        )
        super().save_related(request, form, formsets, change)

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


@admin.register(StatusChange)
class StatusChangeAdmin(Record):
    list_display = ("component", "at", "old_status", "new_status", "by_name", "source")
    list_filter = ("source", "new_status")


@admin.register(UptimeCorrection)
class UptimeCorrectionAdmin(ReadMostly):
    list_display = ("component", "status", "starts_at", "ends_at", "by", "withdrawn_at")
    actions = ("withdraw",)

    def has_correct_permission(self, request: HttpRequest) -> bool:
        return person(request).has_perm("statuspage.correct_uptime")

    @admin.action(description="Withdraw", permissions=["correct"])
    def withdraw(self, request: HttpRequest, chosen: QuerySet[UptimeCorrection]) -> None:
        for correction in chosen.select_related("component__group"):
            withdraw_correction(correction=correction, by=person(request), at=timezone.now())
