"""How teams are asked is edited here; requests are only read."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from incidents.catalog.admin.audited import AuditedAdmin
from incidents.oncall.models import (
    AskedField,
    AskingGuide,
    PermissionRequest,
    TeamDesk,
    TeamEscalation,
    VagueWords,
)
from incidents.record.models import Incident
from portal.people.models import User
from portal.web.history import HistoryAdmin


@admin.register(TeamDesk)
class TeamDeskAdmin(AuditedAdmin, HistoryAdmin):
    list_display = ("team", "kind", "lead", "position")
    list_select_related = ("team", "lead")
    autocomplete_fields = ("team", "lead")
    ordering = ("position",)


class FieldInline(admin.TabularInline[AskedField, AskingGuide]):
    model = AskedField
    extra = 0


class VagueWordsInline(admin.TabularInline[VagueWords, AskingGuide]):
    model = VagueWords
    extra = 0


@admin.register(AskingGuide)
class AskingGuideAdmin(AuditedAdmin, HistoryAdmin):
    """What each kind of team is for, what it needs to be told, and what is too little."""

    list_display = ("kind", "they_need")
    ordering = ("pk",)
    readonly_fields = ("kind",)
    inlines = (FieldInline, VagueWordsInline)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AskingGuide | None = None) -> bool:
        return False


class _OnlyRead(admin.ModelAdmin[Any]):
    """Of incidents that this person may see; written on the screens of an incident only."""

    list_select_related = ("incident",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        visible = Incident.objects.visible_to(cast(User, request.user))
        return super().get_queryset(request).filter(incident__in=visible)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(TeamEscalation)
class TeamEscalationAdmin(_OnlyRead):
    list_display = ("incident", "heading", "kind", "state", "asked_at", "answer_by", "ended_at")
    list_filter = ("state", "kind")
    exclude = ("entries", "attachments")


@admin.register(PermissionRequest)
class PermissionRequestAdmin(_OnlyRead):
    list_display = ("incident", "what", "where", "granter", "state", "asked_at", "expires_at")
    list_filter = ("state",)
