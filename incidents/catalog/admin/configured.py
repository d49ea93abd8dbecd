"""What managers edit: services, teams, severities with their policy, the guide."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import URLField
from django.http import HttpRequest

from incidents.catalog.admin.audited import AuditedAdmin
from incidents.catalog.models import (
    Dependency,
    DiagnosticGuide,
    Guidance,
    GuideStep,
    Role,
    Service,
    Severity,
    Team,
)
from portal.web.history import HistoryAdmin

POLICY = "catalog.manage_policy"


@admin.register(Team)
class TeamAdmin(AuditedAdmin, HistoryAdmin):
    list_display = ("name", "email")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012


class DependencyInline(admin.TabularInline[Dependency, Service]):
    model = Dependency
    fk_name = "service"
    autocomplete_fields = ("needs",)
    extra = 0


@admin.register(Service)
class ServiceAdmin(AuditedAdmin, HistoryAdmin):
    list_display = ("name", "team", "tier", "critical_path")
    list_filter = ("critical_path", "tier", "team")
    list_select_related = ("team",)
    search_fields = ("name", "description")
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012
    autocomplete_fields = ("team",)
    formfield_overrides: ClassVar[dict[Any, Any]] = {URLField: {"assume_scheme": "https"}}
    inlines = (DependencyInline,)


class SeverityForm(forms.ModelForm[Severity]):
    required_roles = forms.MultipleChoiceField(
        choices=Role,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The room shouts when one of them is vacant.",
    )

    class Meta:
        model = Severity
        exclude = ("level",)


@admin.register(Severity)
class SeverityAdmin(AuditedAdmin, HistoryAdmin):
    """Editing a policy touches only incidents declared from then on."""

    form = SeverityForm
    list_display = (
        "label",
        "name",
        "response_scale",
        "paging",
        "acknowledge_minutes",
        "customers_cadence",
        "executives_cadence",
        "postmortem_required",
    )
    ordering = ("level",)
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "definition", "examples"),
                "description": "Incidents that run keep the policy they were declared with; "
                "what you change here holds for the next ones.",
            },
        ),
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
                    "checkpoint_minutes",
                    "command_hours",
                    "answer_minutes",
                    "permission_minutes",
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
                    "engineering_cadence",
                    "holding_update",
                )
            },
        ),
        (
            "War room and watch",
            {"fields": ("channel_pattern", "watch_minutes", "reopen_on_alert")},
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

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Severity | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Severity | None = None) -> bool:
        return request.user.has_perm(POLICY)


@admin.register(GuideStep)
class GuideStepAdmin(AuditedAdmin, HistoryAdmin):
    """The steps the room shows while an incident runs. Restore first, root cause second."""

    list_display = (
        "text",
        "phase",
        "position",
        "from_minute",
        "to_minute",
        "first_level",
        "last_level",
    )
    list_filter = ("phase",)
    ordering = ("position",)
    search_fields = ("text",)

    def has_change_permission(self, request: HttpRequest, obj: GuideStep | None = None) -> bool:
        return request.user.has_perm(POLICY)


@admin.register(Guidance)
class GuidanceAdmin(AuditedAdmin, HistoryAdmin):
    """What the room says to people under stress. When it says it is not edited here."""

    list_display = ("title", "text", "say")
    ordering = ("slug",)
    readonly_fields = ("slug",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Guidance | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Guidance | None = None) -> bool:
        return request.user.has_perm(POLICY)


@admin.register(DiagnosticGuide)
class DiagnosticGuideAdmin(AuditedAdmin, HistoryAdmin):
    """What the room offers when it finds one of a guide's words."""

    list_display = ("title", "family", "position", "escalate_to")
    list_filter = ("family",)
    ordering = ("family", "position")
    search_fields = ("title", "looks_like", "match_words")
    prepopulated_fields = {"slug": ("title",)}  # noqa: RUF012

    def has_change_permission(
        self, request: HttpRequest, obj: DiagnosticGuide | None = None
    ) -> bool:
        return request.user.has_perm(POLICY)
