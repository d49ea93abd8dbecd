"""A severity in a form, typed in any of its words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from incidents.catalog.models import UnknownSeverity, parse_severity, severity_label


class SeverityWords(forms.CharField):
    """SEV1, P1, Major …; empty is None where it is not required."""

    def prepare_value(self, value: Any) -> Any:
        return severity_label(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return parse_severity(typed)
        except UnknownSeverity as error:
            raise ValidationError(str(error)) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data) != initial)
        except ValidationError:
            return True
