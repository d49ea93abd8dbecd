"""Audiences are edited here; cadences, promises and updates are only read."""

from typing import Any, cast

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from incidents.comms.models import (
    Audience,
    BriefingLink,
    Cadence,
    Promise,
    Update,
    UpdateTemplate,
    Wording,
)
from incidents.comms.models.template import PLACEHOLDERS
from incidents.record.models import Incident
from portal.people.models import User
from portal.web.history import HistoryAdmin


@admin.register(Audience)
class AudienceAdmin(HistoryAdmin):
    list_display = ("name", "public", "people", "own_cadence_minutes", "position")
    fields = (
        "name",
        "slug",
        "position",
        "members",
        "extra_addresses",
        "own_cadence_minutes",
        "own_cadence_up_to",
    )
    filter_horizontal = ("members",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The slug names the audience in policies; it is chosen once."""
        return ("slug",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="people")
    def people(self, obj: Audience) -> str:
        if obj.public:
            return "readers of the status page"
        return str(obj.members.count() + len(obj.extra_addresses))


@admin.register(UpdateTemplate)
class UpdateTemplateAdmin(HistoryAdmin):
    """Words to begin with; what is being written keeps its own."""

    list_display = ("name", "stage", "situation", "for_customers", "offered", "position")
    fields = ("name", "slug", "position", "offered", "stage", "situation", "for_customers",
              "status", "impact", "action")  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """What stands for what, beside the words."""
        form = super().get_form(request, obj, **kwargs)
        told = "; ".join(f"{{{{{name}}}}} {what}" for name, what in PLACEHOLDERS.items())
        if "status" in form.base_fields:
            form.base_fields["status"].help_text = f"Filled in: {told}. [Brackets] are gaps."
        return form


class ReadOnly:
    """Rows that actions write; of private incidents only who may see them reads."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        visible = Incident.objects.visible_to(cast(User, request.user))
        return rows.filter(incident__in=visible)


class Broken(admin.SimpleListFilter):
    """Which promises were not kept, those still unanswered among them."""

    title = "how it was kept"
    parameter_name = "kept"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("late", "Late"),
            ("held", "Late, held by a machine"),
            ("missed", "Missed"),
            ("owed", "Missed and still owed"),
        ]

    def queryset(
        self, request: HttpRequest, queryset: models.QuerySet[Promise]
    ) -> models.QuerySet[Promise]:
        wanted = {
            "late": models.Q(state="late"),
            "held": models.Q(held_by__isnull=False),
            "missed": models.Q(state="missed")
            | models.Q(state="open", managers_told_at__isnull=False),
            "owed": models.Q(state="open", managers_told_at__isnull=False),
        }
        chosen = wanted.get(self.value() or "")
        return queryset.filter(chosen) if chosen is not None else queryset


@admin.register(Promise)
class PromiseAdmin(ReadOnly, admin.ModelAdmin[Promise]):
    list_display = ("incident", "audience", "due_at", "verdict", "settled_at", "managers_told_at")
    list_filter = (Broken, "state", "audience")
    list_select_related = ("incident", "audience")
    date_hierarchy = "due_at"


@admin.register(Cadence)
class CadenceAdmin(ReadOnly, admin.ModelAdmin[Cadence]):
    list_display = ("incident", "audience", "minutes", "policy_minutes", "since", "by", "reason")
    list_filter = ("audience",)
    list_select_related = ("incident", "audience", "by")


@admin.register(BriefingLink)
class BriefingLinkAdmin(ReadOnly, admin.ModelAdmin[BriefingLink]):
    """Who may look without signing in, and whether somebody did."""

    list_display = ("name", "incident", "shows_private", "made_by", "made_at", "expires_at",
                    "last_seen_at", "revoked_at", "revoked_by")  # fmt: skip
    exclude = ("digest",)
    list_select_related = ("incident", "made_by", "revoked_by")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[BriefingLink]:
        visible = Incident.objects.visible_to(cast(User, request.user))
        return BriefingLink.objects.filter(models.Q(incident=None) | models.Q(incident__in=visible))


class WordingInline(admin.TabularInline[Wording, Update]):
    model = Wording
    fields = ("audience", "status", "impact", "action", "next_update_at")
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Update)
class UpdateAdmin(ReadOnly, admin.ModelAdmin[Update]):
    list_display = ("incident", "number", "stage", "situation", "by", "at", "automatic")
    list_filter = ("stage", "automatic")
    list_select_related = ("incident", "by")
    inlines = (WordingInline,)
