from django.contrib import admin
from django.http import HttpRequest

from portal.clock.models import Timer


@admin.register(Timer)
class TimerAdmin(admin.ModelAdmin[Timer]):
    """What will happen by itself, and what could not. Read only, by those who may know of
    private incidents: a timer names what it is about."""

    list_display = ("kind", "about_label", "about_pk", "due_at", "state", "tries")
    list_filter = ("state", "kind")
    search_fields = ("kind", "about_pk")
    date_hierarchy = "due_at"

    def has_view_permission(self, request: HttpRequest, obj: Timer | None = None) -> bool:
        return super().has_view_permission(request, obj) and request.user.has_perm(
            "record.see_private"
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Timer | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Timer | None = None) -> bool:
        return False
