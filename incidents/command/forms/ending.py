"""What people answer who change an incident's severity or end it."""

from django import forms

from incidents.command.forms.declaring import LEVELS
from incidents.record.models import Incident


class ResolveForm(forms.Form):
    verified = forms.CharField(
        label="How do you know that it works?",
        help_text="What you checked and what you saw: technical, users, business.",
        max_length=4000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )
    words = forms.CharField(
        label="What everyone who was told reads now",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 2}),
    )


class LevelForm(ReasonForm):
    level = forms.TypedChoiceField(label="Severity", choices=LEVELS, coerce=int)


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(queryset=Incident.objects.none(), label="Continue as")
