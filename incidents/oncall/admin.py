"""Rotations, stand-ins and ladders are edited here; pages are only read."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from incidents.oncall import asking_admin
from incidents.oncall.actions.build_shifts import build_shifts
from incidents.oncall.actions.remove_layer import remove_layer
from incidents.oncall.models import (
    EscalationPolicy,
    EscalationStep,
    Layer,
    LayerMember,
    Override,
    Page,
    Rotation,
    RotationMember,
)
from incidents.record.models import Incident
from portal.people.models import User
from portal.web.history import HistoryAdmin

__all__ = ["asking_admin"]


class MemberInline(admin.TabularInline[RotationMember, Rotation]):
    model = RotationMember
    autocomplete_fields = ("person",)
    extra = 0


class LayerMemberInline(admin.TabularInline[LayerMember, Layer]):
    model = LayerMember
    autocomplete_fields = ("person",)
    extra = 0


@admin.register(Rotation)
class RotationAdmin(HistoryAdmin):
    """Saved, its shifts from now on are written anew."""

    list_display = ("name", "team", "time_zone", "handover_time", "length_days", "commands")
    autocomplete_fields = ("owners",)
    inlines = (MemberInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        rotation = Rotation.objects.get(pk=form.instance.pk)
        build_shifts(rotation=rotation, at=timezone.now())


@admin.register(Layer)
class LayerAdmin(admin.ModelAdmin[Layer]):
    list_display = ("rotation", "name", "position", "covered_from", "covered_until")
    list_select_related = ("rotation",)
    inlines = (LayerMemberInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        build_shifts(rotation=form.instance.rotation, at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Layer) -> None:
        remove_layer(layer=obj, by=cast(User, request.user), at=timezone.now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Layer]) -> None:
        for one in queryset:
            self.delete_model(request, one)


@admin.register(Override)
class OverrideAdmin(admin.ModelAdmin[Override]):
    """Only read here: placed and ended on On call, where who it is about is told."""

    list_display = ("rotation", "person", "starts_at", "ends_at", "made_by", "cancelled_at")
    list_select_related = ("rotation", "person", "made_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Override | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Override | None = None) -> bool:
        return False


class StepInline(admin.TabularInline[EscalationStep, EscalationPolicy]):
    model = EscalationStep
    autocomplete_fields = ("person",)
    ordering = ("position", "pk")
    extra = 0


@admin.register(EscalationPolicy)
class EscalationPolicyAdmin(HistoryAdmin):
    list_display = ("name", "team", "repeats", "remind_minutes")
    inlines = (StepInline,)


@admin.register(Page)
class PageAdmin(admin.ModelAdmin[Page]):
    list_display = ("incident", "person", "state", "asked_at", "answered_at", "via")
    list_filter = ("state",)
    list_select_related = ("incident", "person")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        visible = Incident.objects.visible_to(cast(User, request.user))
        return super().get_queryset(request).filter(incident__in=visible)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        return False
