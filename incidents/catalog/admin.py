"""What managers edit: services, teams, severities with their policy, the guide."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from incidents.catalog.models import Dependency, GuideStep, Service, Severity, Team


@admin.register(Team)
class TeamAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    list_display = ("name", "email")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012


class DependencyInline(admin.TabularInline[Dependency, Service]):
    model = Dependency
    fk_name = "service"
    autocomplete_fields = ("needs",)
    extra = 0


@admin.register(Service)
class ServiceAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    list_display = ("name", "team", "tier", "critical_path")
    list_filter = ("critical_path", "tier", "team")
    search_fields = ("name", "description")
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012
    autocomplete_fields = ("team",)
    inlines = (DependencyInline,)


@admin.register(Severity)
class SeverityAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """Editing a policy touches only incidents declared from then on."""

    list_display = ("label", "name", "paging", "customers_cadence", "executives_cadence")
    fieldsets = (
        (None, {"fields": ("name", "definition", "examples")}),
        (
            "Response",
            {
                "fields": (
                    "response_scale",
                    "paging",
                    "automatic_commander",
                    "acknowledge_minutes",
                    "required_roles",
                    "stabilise_minutes",
                    "resolve_minutes",
                )
            },
        ),
        (
            "Promises",
            {
                "fields": (
                    "first_update_minutes",
                    "customers_cadence",
                    "executives_cadence",
                    "support_cadence",
                    "holding_update",
                )
            },
        ),
        (
            "Learning",
            {
                "fields": (
                    "postmortem_required",
                    "postmortem_draft_hours",
                    "postmortem_review_hours",
                    "postmortem_publish_business_days",
                    "action_days",
                )
            },
        ),
    )

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(GuideStep)
class GuideStepAdmin(admin.ModelAdmin[GuideStep]):
    list_display = ("text", "phase", "from_minute", "to_minute", "first_level", "last_level")
    list_filter = ("phase",)
    search_fields = ("text",)
