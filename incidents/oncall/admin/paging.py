"""Ladders are edited here; pages are only read."""

from typing import cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from incidents.oncall.models import EscalationPolicy, EscalationStep, Page
from incidents.record.models import Incident
from portal.people.models import User
from portal.web.history import HistoryAdmin


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
