"""What people type of a change in production."""

from datetime import UTC, datetime, time, timedelta

from django import forms

from incidents.catalog.models import Service
from incidents.record.models import ChangeKind, Verdict


class ChangeForm(forms.Form):
    title = forms.CharField(
        label="What was changed?",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    kind = forms.ChoiceField(choices=ChangeKind, widget=forms.Select(attrs={"class": "input"}))
    happened = forms.TimeField(
        label="When",
        help_text="UTC, within the last 24 h, like 13:48.",
        widget=forms.TimeInput(attrs={"class": "input short", "placeholder": "13:48"}),
    )
    service = forms.ModelChoiceField(
        queryset=Service.objects.named(),
        required=False,
        empty_label="Not one of ours, or not known",
        widget=forms.Select(attrs={"class": "input"}),
    )
    vendor = forms.CharField(
        label="Vendor",
        required=False,
        max_length=80,
        help_text="Where it is theirs: whose status page said so.",
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    version = forms.CharField(
        required=False, max_length=120, widget=forms.TextInput(attrs={"class": "input"})
    )
    url = forms.URLField(
        label="Link",
        required=False,
        max_length=1000,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "input"}),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def happened_at(self, now: datetime) -> datetime:
        return last_time(self.cleaned_data["happened"], now)


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(choices=Verdict)
    note = forms.CharField(required=False, max_length=240)


def last_time(of_day: time, now: datetime) -> datetime:
    """The moment at which it was last that time of day, in UTC."""
    moment = datetime.combine(now.astimezone(UTC).date(), of_day, tzinfo=UTC)
    return moment if moment <= now else moment - timedelta(days=1)
