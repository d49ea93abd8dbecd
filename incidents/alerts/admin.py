"""Integrations and their rules, and what to paste on the other side."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html

from incidents.alerts.actions.issue_integration import issue_integration
from incidents.alerts.actions.watch_silence import watch_silence
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


class IntegrationForm(forms.ModelForm[Integration]):
    """What is left out is as it always was."""

    class Meta:
        model = Integration
        exclude = ("mapping",)

    def __init__(self, *arguments: Any, **facts: Any) -> None:
        super().__init__(*arguments, **facts)
        for name in {"kind", "most_a_minute"} & self.fields.keys():
            self.fields[name].required = False


@admin.register(Integration)
class IntegrationAdmin(admin.ModelAdmin[Integration]):
    """Choose "Issue a new secret" after adding one: it is shown once."""

    list_display = ("name", "kind", "enabled", "default_service", "last_seen_at", "silent_since")
    list_filter = ("kind", "enabled")
    inlines = (RuleInline,)
    actions = ("issue_secret",)
    form = IntegrationForm
    readonly_fields = ("what_to_paste",)
    autocomplete_fields = ("default_service", "owners")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Integration | None = None
    ) -> tuple[str, ...]:
        """Its kind decides how its secret is kept, and stays what it is."""
        return ("what_to_paste", *(("kind",) if obj is not None else ()))

    @method_decorator(asks_again(_may_add))
    def add_view(self, request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
        return super().add_view(request, *arguments, **options)

    @method_decorator(asks_again(_issues_a_secret))
    def changelist_view(self, request: HttpRequest, *arguments: Any, **facts: Any) -> HttpResponse:
        return super().changelist_view(request, *arguments, **facts)

    @admin.display(description="What to paste there, and how it fares")
    def what_to_paste(self, obj: Integration) -> str:
        if not obj.pk:
            return "It stands here once this one is made."
        address = reverse("alerts:integration", args=[obj.pk])
        return format_html('<a href="{}">Open its page</a>', address)

    def save_model(
        self, request: HttpRequest, obj: Integration, form: object, change: bool
    ) -> None:
        if change:
            super().save_model(request, obj, form, change)
            watch_silence(integration=obj, at=timezone.now())
            return
        assert isinstance(request.user, User)  # noqa: S101
        issued, secret = issue_integration(
            name=obj.name, kind=obj.kind, by=request.user, at=timezone.now()
        )
        obj.pk, obj.digest, obj.sealed_secret = issued.pk, issued.digest, issued.sealed_secret
        obj.created_at = issued.created_at
        super().save_model(request, obj, form, change=True)
        watch_silence(integration=obj, at=timezone.now())
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
