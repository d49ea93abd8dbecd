"""Rotations and their layers are edited here; overrides are only read."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from incidents.oncall.actions.build_shifts import build_shifts
from incidents.oncall.actions.remove_layer import remove_layer
from incidents.oncall.models import Layer, LayerMember, Override, Rotation, RotationMember
from portal.people.models import User
from portal.web.history import HistoryAdmin


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

    list_display = (
        "name",
        "team",
        "time_zone",
        "handover_time",
        "length_days",
        "commands",
        "retired_at",
    )
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
