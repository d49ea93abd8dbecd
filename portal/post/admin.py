"""The outbox, read only, for managers."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from portal.post.models import Delivery, Suppression


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin[Delivery]):
    list_display = ("message", "address", "channel", "state", "tries", "sent_at")
    list_filter = ("state", "lane", "channel")
    search_fields = ("address", "message__subject")
    list_select_related = ("message",)
    show_full_result_count = False
    # Values of placeholders: links that are their reader's own right.
    exclude = ("fields",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Delivery]":
        found = super().get_queryset(request)
        if request.user.has_perm("record.see_private"):
            return found
        return found.filter(message__restricted=False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin[Suppression]):
    """Deleting one lets mail to that address flow again."""

    list_display = ("__str__", "at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Suppression | None = None) -> bool:
        return False
