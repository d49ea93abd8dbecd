"""What the status page's admins share. What has consequences goes through the actions."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db.models import Model
from django.forms.models import model_to_dict
from django.http import HttpRequest
from django.utils import timezone

from portal.people.actions.audit import audit
from portal.people.models import User
from statuspage.actions.touch_page import touch_page


def person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("The admin knows who acts.")
    return request.user


class ReadOnly(admin.ModelAdmin[Any]):
    """Looked at here, changed only by actions."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Published(admin.ModelAdmin[Any]):
    """What is edited here is public: every save is audited and published."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        at = timezone.now()
        kept = type(obj)._default_manager.filter(pk=obj.pk).first() if change else None
        if hasattr(obj, "updated_at"):
            obj.updated_at = at
        super().save_model(request, obj, form, change)
        audit(
            by=person(request),
            at=at,
            verb="changed" if change else "added",
            subject=f"{obj._meta.label_lower}:{obj.pk}",
            subject_name=str(obj),
            before=_plain(kept) if kept else {},
            after=_plain(obj),
        )
        touch_page(at=at)


def _plain(obj: Model) -> dict[str, str]:
    return {name: str(value) for name, value in model_to_dict(obj).items()}


class ReadMostly(ReadOnly):
    """Looked at one by one; changed only by the acts of the list."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)


class Record(ReadOnly):
    """History: nobody changes it."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReasonForm(ActionForm):
    reason = forms.CharField(required=False, max_length=240)
