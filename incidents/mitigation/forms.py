"""What people type about recovery."""

from django import forms

from incidents.mitigation.models import CheckKind


class CheckForm(forms.Form):
    kind = forms.ChoiceField(
        label="Whose view", choices=CheckKind, widget=forms.Select(attrs={"class": "input short"})
    )
    name = forms.CharField(
        label="What is looked at",
        max_length=120,
        widget=forms.TextInput(attrs={"class": "input", "placeholder": "Orders per minute"}),
    )
    how = forms.CharField(
        label="Where, or how",
        max_length=240,
        required=False,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    baseline = forms.CharField(
        label="Usual",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"class": "input short", "placeholder": "820 a minute"}),
    )
    target = forms.CharField(
        label="Wanted",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"class": "input short", "placeholder": "over 780"}),
    )


class ObservationForm(forms.Form):
    observed = forms.CharField(
        label="What do you see now?",
        max_length=400,
        strip=True,
        error_messages={"required": "Write what you saw, with its unit."},
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    passed = forms.ChoiceField(choices=[("yes", "Passed"), ("no", "Not yet")])


class WaiverForm(forms.Form):
    reason = forms.CharField(
        label="Why nobody needs to see this",
        max_length=1000,
        error_messages={"required": "Say why this is over without it."},
        widget=forms.TextInput(attrs={"class": "input"}),
    )
