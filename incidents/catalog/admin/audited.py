"""An admin that writes to the audit log."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from portal.people.actions.audit import audit
from portal.people.models import User


class AuditedAdmin(admin.ModelAdmin[Any]):
    """An admin whose every change is on the audit log."""

    def save_model(
        self, request: HttpRequest, obj: Model, form: ModelForm[Any], change: bool
    ) -> None:
        fields = list(form.changed_data)
        before = self._facts(type(obj)._default_manager.get(pk=obj.pk), fields) if change else {}
        super().save_model(request, obj, form, change)
        if not change or fields:
            verb = "changed" if change else "added"
            self._audit(request, obj, verb, before, self._facts(obj, fields))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self._audit(request, obj, "deleted", self._facts(obj, self._columns(obj)), {})
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for one in queryset:
            self.delete_model(request, one)

    def _columns(self, obj: Model) -> list[str]:
        return [field.name for field in obj._meta.concrete_fields]

    def _facts(self, obj: Model, names: list[str]) -> dict[str, Any]:
        columns = set(self._columns(obj))
        return {name: _plain(getattr(obj, name)) for name in names if name in columns}

    def _audit(
        self,
        request: HttpRequest,
        obj: Model,
        verb: str,
        before: dict[str, Any],
        after: dict[str, Any],
    ) -> None:
        audit(
            by=cast(User, request.user),
            at=timezone.now(),
            verb=verb,
            subject=f"{obj._meta.label_lower}:{obj.pk}",
            subject_name=str(obj),
            before=before,
            after=after,
        )


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | bool | list | None) else str(value)
