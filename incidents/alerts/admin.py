"""Integrations and their rules, and what to paste on the other side."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator

from incidents.alerts.actions.issue_integration import issue_integration
from incidents.alerts.models import Alert, AlertPolicy, Integration, Rule
from incidents.catalog.admin.audited import AuditedAdmin
from incidents.catalog.severity_words import SeverityWords
from portal.people.models import User
from portal.web.access import asks_again
from portal.web.history import HistoryAdmin


class RuleForm(forms.ModelForm[Rule]):
    level = SeverityWords(
        label="Severity",
        required=False,
        max_length=40,
        help_text="SEV1, P1, Major …; empty: read from the label severity, and unsure goes up.",
    )

    class Meta:
        model = Rule
        fields = "__all__"


class RuleInline(admin.TabularInline[Rule, Integration]):
    model = Rule
    form = RuleForm
    autocomplete_fields = ("service",)
    extra = 0


def _may_add(request: HttpRequest) -> bool:
    return request.user.has_perm("alerts.add_integration")


def _issues_a_secret(request: HttpRequest) -> bool:
    may = request.user.has_perm("alerts.change_integration")
    return may and request.POST.get("action") == "issue_secret"


@admin.register(Integration)
class IntegrationAdmin(admin.ModelAdmin[Integration]):
    """Choose "Issue a new secret" after adding one: it is shown once."""

    list_display = ("name", "enabled", "default_service", "last_seen_at")
    inlines = (RuleInline,)
    actions = ("issue_secret",)
    readonly_fields = ("paste_into_alertmanager",)
    autocomplete_fields = ("default_service",)

    @method_decorator(asks_again(_may_add))
    def add_view(self, request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
        return super().add_view(request, *arguments, **options)

    @method_decorator(asks_again(_issues_a_secret))
    def changelist_view(self, request: HttpRequest, *arguments: Any, **facts: Any) -> HttpResponse:
        return super().changelist_view(request, *arguments, **facts)

    @admin.display(description="Paste into alertmanager.yml")
    def paste_into_alertmanager(self, obj: Integration) -> str:
        return (
            f"webhook_configs: [{{url: {settings.SITE_URL}/in/alertmanager/, "
            "http_config: {authorization: {credentials: THE SECRET}}}]"
        )

    def save_model(
        self, request: HttpRequest, obj: Integration, form: object, change: bool
    ) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        assert isinstance(request.user, User)  # noqa: S101
        issued, secret = issue_integration(name=obj.name, by=request.user, at=timezone.now())
        Integration.objects.filter(pk=issued.pk).update(
            default_service=obj.default_service, enabled=obj.enabled
        )
        obj.pk, obj.digest = issued.pk, issued.digest
        messages.warning(request, f"The secret of {obj.name}, shown this once: {secret}")

    @admin.action(
        description="Issue a new secret (the old one stops working)", permissions=["change"]
    )
    def issue_secret(self, request: HttpRequest, queryset: QuerySet[Integration]) -> None:
        assert isinstance(request.user, User)  # noqa: S101
        for one in queryset:
            _, secret = issue_integration(name=one.name, by=request.user, at=timezone.now())
            messages.warning(request, f"The secret of {one.name}, shown this once: {secret}")


@admin.register(AlertPolicy)
class AlertPolicyAdmin(AuditedAdmin, HistoryAdmin):
    """When alerts flap, how long they may be suppressed, when silence is odd."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AlertPolicy | None = None) -> bool:
        return False


@admin.register(Alert)
class AlertAdmin(admin.ModelAdmin[Alert]):
    list_display = ("title", "status", "integration", "starts_at")
    list_filter = ("status", "integration")
    list_select_related = ("integration",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Alert]:
        return super().get_queryset(request).visible_to(request.user)  # type: ignore[attr-defined,no-any-return]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Alert | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Alert | None = None) -> bool:
        return False
