"""Read-only inlines of an incident; the incident's own admin stands with command."""

from django.contrib import admin
from django.http import HttpRequest

from incidents.record.models import Entry, Impact, Incident, RoleAssignment


class ReadOnlyInline(admin.TabularInline[Entry, Incident]):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class EntryInline(ReadOnlyInline):
    model = Entry
    fields = ("seq", "occurred_at", "kind", "by_name", "body")
    ordering = ("seq",)


class RoleInline(ReadOnlyInline):
    model = RoleAssignment  # type: ignore[assignment]
    fields = ("role", "person", "assigned_at", "ended_at", "note")


class ImpactInline(ReadOnlyInline):
    model = Impact  # type: ignore[assignment]
    fields = ("at", "customers_affected", "share", "revenue_per_hour", "data_at_risk", "note")
