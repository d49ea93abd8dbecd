"""Audiences are edited here; promises and updates are only read."""

from django.contrib import admin
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from incidents.comms.models import Audience, Promise, Update


@admin.register(Audience)
class AudienceAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    list_display = ("name", "public", "position")
    fields = ("name", "slug", "position", "members", "extra_addresses")
    filter_horizontal = ("members",)
    readonly_fields = ("slug",)


class ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Promise)
class PromiseAdmin(ReadOnly, admin.ModelAdmin[Promise]):
    list_display = ("incident", "audience", "due_at", "state", "settled_at")
    list_filter = ("state", "audience")
    list_select_related = ("incident", "audience")


@admin.register(Update)
class UpdateAdmin(ReadOnly, admin.ModelAdmin[Update]):
    list_display = ("incident", "number", "stage", "by", "at", "automatic")
    list_filter = ("stage", "automatic")
    list_select_related = ("incident", "by")
