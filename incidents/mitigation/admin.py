"""Templates are edited here; the checks of incidents are only read."""

from typing import cast

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from incidents.mitigation.models import Check, CheckTemplate
from incidents.record.models import Incident
from portal.people.models import User
from portal.web.history import HistoryAdmin


@admin.register(CheckTemplate)
class CheckTemplateAdmin(HistoryAdmin):
    list_display = ("name", "kind", "service", "baseline", "target", "last_level", "active")
    list_filter = ("kind", "active", "service")
    search_fields = ("name",)
    fields = (
        "service",
        "kind",
        "name",
        "how",
        "baseline",
        "target",
        "last_level",
        "position",
        "active",
    )


@admin.register(Check)
class CheckAdmin(admin.ModelAdmin[Check]):
    list_display = ("incident", "kind", "name", "baseline", "target", "observed", "state", "by")
    list_filter = ("kind", "state")
    list_select_related = ("incident", "by")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Check]:
        visible = Incident.objects.visible_to(cast(User, request.user))
        return super().get_queryset(request).filter(incident__in=visible)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Check | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Check | None = None) -> bool:
        return False
