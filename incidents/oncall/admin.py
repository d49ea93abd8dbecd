"""Rotations, stand-ins and ladders are edited here; pages are only read."""

from typing import cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from incidents.oncall import asking_admin
from incidents.oncall.models import (
    EscalationPolicy,
    EscalationStep,
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


@admin.register(Rotation)
class RotationAdmin(HistoryAdmin):
    list_display = ("name", "team", "time_zone", "handover_time", "length_days", "commands")
    inlines = (MemberInline,)


@admin.register(Override)
class OverrideAdmin(admin.ModelAdmin[Override]):
    list_display = ("rotation", "person", "starts_at", "ends_at")
    autocomplete_fields = ("person",)


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
