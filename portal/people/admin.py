"""People, their groups and their tokens."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from portal.people.actions.audit import audit
from portal.people.actions.end_sessions import end_sessions
from portal.people.models import ApiToken, AuditEntry, User

# Fields whose change ends the person's sessions.
RIGHTS = frozenset({"email", "is_active", "is_staff", "groups"})


class PersonCreationForm(BaseUserCreationForm[User]):
    class Meta:
        model = User
        fields = ("email", "name")


@admin.register(User)
class PersonAdmin(UserAdmin[User]):  # type: ignore[type-var]
    """A person's rights come from their groups."""

    add_form = PersonCreationForm
    ordering = ("name",)
    list_display = ("name", "email", "title", "is_active")
    list_filter = ("groups", "is_active")
    search_fields = ("name", "email")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("name", "title", "phone", "time_zone")}),
        ("Rights", {"fields": ("is_active", "is_staff", "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "password1", "password2")}),)
    filter_horizontal = ("groups",)
    actions = ("sign_out",)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        by, now, changed = cast(User, request.user), timezone.now(), form.changed_data
        audit(
            by=by,
            at=now,
            verb="changed" if change else "added",
            subject=f"people.user:{obj.pk}",
            subject_name=str(obj),
            after={"changed": changed},
        )
        rights = sorted(RIGHTS.intersection(changed))
        if change and rights:
            end_sessions(person=obj, reason=f"changed: {', '.join(rights)}", by=by, at=now)

    @admin.action(description="Sign out everywhere", permissions=["change"])
    def sign_out(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        for person in chosen:
            end_sessions(
                person=person,
                reason="asked by a manager",
                by=cast(User, request.user),
                at=timezone.now(),
            )


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin[ApiToken]):
    list_display = ("name", "owner", "start", "scopes", "last_used_at", "revoked_at")
    readonly_fields = ("name", "owner", "start", "scopes", "created_at", "last_used_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin[AuditEntry]):
    list_display = ("at", "by_name", "verb", "subject_name")
    list_filter = ("verb",)
    search_fields = ("by_name", "subject_name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False
