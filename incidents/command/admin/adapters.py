"""Other systems, edited by managers: secrets go in and never come out."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from incidents.command.models import Adapter, AdapterKind, Errand, Verb
from incidents.record.models import Incident
from portal.people.models import User
from portal.sealing import seal
from portal.web.history import HistoryAdmin


class AdapterForm(forms.ModelForm[Adapter]):
    new_secret = forms.CharField(
        label="Secret",
        required=False,
        strip=True,
        max_length=500,
        help_text="Token, password or signing key. It is stored sealed and never shown again; "
        "leave this empty to keep the present one.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Adapter
        fields = (
            "name",
            "kind",
            "base_url",
            "account",
            "place",
            "invite",
            "last_level",
            "done_name",
            "archive",
            "private_too",
            "owner",
            "active",
        )


def _open_to(request: HttpRequest) -> Q:
    """Tests, and what was asked for an incident that this person may see."""
    visible = Incident.objects.visible_to(cast(User, request.user))
    return Q(incident=None) | Q(incident__in=visible)


class ErrandInline(admin.TabularInline[Errand, Adapter]):
    """What was asked lately, and what came back."""

    model = Errand
    verbose_name_plural = "what was asked of it"
    fields = ("verb", "incident_reference", "state", "tries", "said", "made_at", "ended_at")
    readonly_fields = fields
    ordering = ("-made_at", "-pk")
    extra = 0
    max_num = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Errand]:
        return super().get_queryset(request).select_related("incident").filter(_open_to(request))

    @admin.display(description="incident")
    def incident_reference(self, obj: Errand) -> str:
        return obj.incident.reference if obj.incident else "a test"


@admin.register(Adapter)
class AdapterAdmin(HistoryAdmin):
    """Choose "Test" in the list: the answer stands on the adapter's page within seconds."""

    form = AdapterForm
    list_display = ("name", "kind", "last_level", "active", "has_secret", "newest_word")
    list_filter = ("kind", "active")
    actions = ("test",)
    inlines = (ErrandInline,)

    def save_model(
        self, request: HttpRequest, obj: Adapter, form: AdapterForm, change: bool
    ) -> None:
        if form.cleaned_data.get("new_secret"):
            obj.sealed_secret = seal(form.cleaned_data["new_secret"])
        super().save_model(request, obj, form, change)

    @admin.action(description="Test the chosen adapters", permissions=["change"])
    def test(self, request: HttpRequest, queryset: QuerySet[Adapter]) -> None:
        now, asked = timezone.now(), 0
        for adapter in queryset.exclude(kind=AdapterKind.BRIDGE):
            Errand.objects.create(adapter=adapter, verb=Verb.TEST, made_at=now, not_before=now)
            asked += 1
        messages.success(request, f"{asked} asked. Open the adapter to read what it says.")

    @admin.display(boolean=True, description="secret")
    def has_secret(self, obj: Adapter) -> bool:
        return bool(obj.sealed_secret)

    @admin.display(description="last heard")
    def newest_word(self, obj: Adapter) -> str:
        public = obj.errands.filter(Q(incident=None) | Q(incident__private=False))
        newest = public.order_by("-made_at", "-pk").first()
        return f"{newest.get_state_display()}: {newest.said}" if newest else "never asked"
