"""Overrides, swaps, absences, notes and feeds, as people type them."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from incidents.catalog.models import Team
from incidents.oncall.models import Rotation
from portal.people.models import User
from portal.web.moments import MomentField

SELECT, INPUT = {"class": "input"}, {"class": "input", "autocomplete": "off"}


class _SpanForm(forms.Form):
    """A span in the reader's zone."""

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"] = MomentField(zone=zone, label="From")
        self.fields["ends_at"] = MomentField(zone=zone, label="To")
        self.order_fields(self.field_order)


class OverrideForm(_SpanForm):
    rotation = forms.ModelChoiceField(
        queryset=Rotation.objects.named(), widget=forms.Select(attrs=SELECT)
    )
    person = forms.ModelChoiceField(
        label="Who has it instead",
        queryset=User.objects.none(),
        required=False,
        empty_label="Nobody is needed",
        widget=forms.Select(attrs=SELECT),
    )
    reason = forms.CharField(
        max_length=160, required=False, widget=forms.TextInput(attrs=INPUT), label="Why"
    )
    field_order = ("rotation", "person", "starts_at", "ends_at", "reason")

    def __init__(self, *args: Any, viewer: User, may_place: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = User.objects.active().named()
        choice: Any = self.fields["person"]
        choice.queryset = everybody if may_place else everybody.filter(pk=viewer.pk)
        if not may_place:
            choice.empty_label = None
            choice.required = True
            choice.help_text = "You take it yourself. To hand yours over, ask for a swap."


class SwapForm(_SpanForm):
    rotation = forms.ModelChoiceField(
        queryset=Rotation.objects.named(), widget=forms.Select(attrs=SELECT)
    )
    asked = forms.ModelChoiceField(
        label="Whom you ask",
        queryset=User.objects.active().named(),
        widget=forms.Select(attrs=SELECT),
    )
    note = forms.CharField(
        max_length=160, required=False, widget=forms.TextInput(attrs=INPUT), label="A word to them"
    )
    field_order = ("rotation", "asked", "starts_at", "ends_at", "note")

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, zone=zone, **kwargs)
        for name, label in (
            ("return_starts_at", "In return you take, from"),
            ("return_ends_at", "In return, to"),
        ):
            self.fields[name] = MomentField(
                zone=zone, label=label, required=False, help_text="Empty: nothing in return."
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        pair = cleaned.get("return_starts_at"), cleaned.get("return_ends_at")
        if (pair[0] is None) != (pair[1] is None):
            self.add_error("return_ends_at", "Say both from and to, or neither.")
        return cleaned


class AbsenceForm(_SpanForm):
    person = forms.ModelChoiceField(
        label="Who is away",
        queryset=User.objects.active().named(),
        widget=forms.Select(attrs=SELECT),
    )
    note = forms.CharField(
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs=INPUT),
        help_text="Everybody who sees On call reads it.",
    )
    field_order = ("person", "starts_at", "ends_at", "note")

    def __init__(self, *args: Any, viewer: User, may_place: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_place:
            choice: Any = self.fields["person"]
            choice.queryset = User.objects.filter(pk=viewer.pk)
            choice.empty_label = None


class NoteForm(forms.Form):
    rotation = forms.ModelChoiceField(queryset=Rotation.objects.all(), widget=forms.HiddenInput)
    text = forms.CharField(
        label="For whoever comes next",
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )


class FeedForm(forms.Form):
    team = forms.ModelChoiceField(
        label="Whose duties",
        queryset=Team.objects.order_by("name"),
        required=False,
        empty_label="Mine",
        widget=forms.Select(attrs=SELECT),
    )
