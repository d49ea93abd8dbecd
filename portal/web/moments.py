"""Days and times as people type them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from portal.clock.wall import instant

FORMAT = "%Y-%m-%dT%H:%M"


class MomentField(forms.Field):
    """A day and a time in one zone; cleaned, an aware instant or None."""

    def __init__(self, *, zone: ZoneInfo, **kwargs: Any) -> None:
        attrs = {"class": "input", "type": "datetime-local"}
        kwargs.setdefault("help_text", f"In {zone.key}.")
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)
        self.zone = zone

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            typed = datetime.strptime(str(value)[:16], FORMAT)  # noqa: DTZ007
            return instant(typed.date(), typed.time(), self.zone)
        except (ValueError, OverflowError) as unreadable:
            raise forms.ValidationError("Write day and time like 2026-11-21T14:30.") from unreadable

    def prepare_value(self, value: Any) -> Any:
        return (
            value.astimezone(self.zone).strftime(FORMAT) if isinstance(value, datetime) else value
        )
