"""Postmortems and actions for managers; the screens of the portal change them."""

from typing import TypeVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from incidents.learning.models import CorrectiveAction, Postmortem

Row = TypeVar("Row", bound=Model)


class VisibleOnly(admin.ModelAdmin[Row]):
    """Rows of private incidents only for those who may see them; nothing is changed here."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Row]:
        found = super().get_queryset(request)
        if request.user.has_perm("record.see_private"):
            return found
        return found.filter(incident__private=False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False


@admin.register(Postmortem)
class PostmortemAdmin(VisibleOnly[Postmortem]):
    list_display = ("incident", "owner", "state", "due_at", "approved_by")
    list_filter = ("state",)
    list_select_related = ("incident", "owner", "approved_by")


@admin.register(CorrectiveAction)
class CorrectiveActionAdmin(VisibleOnly[CorrectiveAction]):
    list_display = ("text", "incident", "owner", "due_on", "state")
    list_filter = ("state",)
    list_select_related = ("incident", "owner")
