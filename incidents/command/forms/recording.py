"""What people type into the room."""

from typing import Any

from django import forms

from incidents.record.models import Impact, Role
from incidents.record.models.entry import WRITTEN_BY_HAND
from portal.people.models import User


class EntryForm(forms.Form):
    body = forms.CharField(
        label="What are you doing, and why?",
        max_length=10_000,
        widget=forms.Textarea(
            attrs={
                "class": "input",
                "rows": 3,
                "placeholder": "What are you doing, and why?",
                "data-key": "c",
            }
        ),
    )
    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in WRITTEN_BY_HAND], initial="note"
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role)
    person = forms.ModelChoiceField(
        queryset=User.objects.active().named(), widget=forms.Select(attrs={"class": "input"})
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 2}),
    )


class ImpactForm(forms.ModelForm[Impact]):
    class Meta:
        model = Impact
        fields = (
            "customers_affected",
            "share",
            "revenue_per_hour",
            "data_at_risk",
            "support_tickets",
            "regions",
            "note",
            "measured",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, bound in self.fields.items():
            if name != "measured":
                bound.widget.attrs["class"] = "input"
