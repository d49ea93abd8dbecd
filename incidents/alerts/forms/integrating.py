"""What people type about integrations."""

import json
from typing import Any

from django import forms

from incidents.alerts.formats.mapped import BadMapping, check_mapping
from incidents.alerts.kinds import Kind
from incidents.alerts.models import Integration
from incidents.catalog.models import Service

LONGEST_SAMPLE = 100_000


def _input(**more: str) -> dict[str, str]:
    return {"class": "input", **more}


class IntegrationForm(forms.Form):
    name = forms.CharField(
        label="What do you call it?",
        max_length=80,
        help_text="Like “Alertmanager, Frankfurt”. It stands beside every alert it sends.",
        widget=forms.TextInput(attrs=_input()),
    )
    kind = forms.ChoiceField(
        label="What sends?", choices=Kind.choices, widget=forms.Select(attrs=_input())
    )
    service = forms.ModelChoiceField(
        label="For which service, where no rule says one?",
        queryset=Service.objects.none(),
        required=False,
        empty_label="None",
        widget=forms.Select(attrs=_input()),
    )
    expected_every = forms.TypedChoiceField(
        label="Tell us when nothing comes for",
        choices=(
            ("", "Never: it may be silent"),
            ("15", "15 min"),
            ("60", "1 h"),
            ("1440", "1 day"),
        ),
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Send an alert that always fires too, like Prometheus’ Watchdog with severity "
        "none: it never waits in the inbox, and its silence says that monitoring died.",
        widget=forms.Select(attrs=_input()),
    )
    topics = forms.CharField(
        label="Topics that may send",
        required=False,
        max_length=4000,
        help_text="One ARN a line. Others are refused.",
        widget=forms.Textarea(attrs=_input(rows="2")),
    )
    secret = forms.CharField(
        label="A secret that the source made itself",
        required=False,
        max_length=200,
        help_text="Sentry makes its client secret itself. Empty: we make one.",
        widget=forms.PasswordInput(attrs=_input(autocomplete="new-password")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.named()  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if Integration.objects.filter(name=name).exists():
            raise forms.ValidationError("There is one of this name: choose another.")
        return name


class SecretForm(forms.Form):
    secret = forms.CharField(
        label="Use their secret",
        required=False,
        max_length=200,
        help_text="Only where the source makes it itself. Empty: we make one.",
        widget=forms.PasswordInput(attrs=_input(autocomplete="new-password")),
    )
    overlap = forms.ChoiceField(
        label="The secret before counts for",
        choices=(("0", "no longer"), ("1", "an hour"), ("24", "a day"), ("168", "a week")),
        initial="24",
        widget=forms.Select(attrs=_input()),
    )


class MappingForm(forms.Form):
    mapping = forms.CharField(
        label="Where things stand",
        max_length=10_000,
        help_text="A path like alert.labels.0.name, or a list of paths tried in turn.",
        widget=forms.Textarea(attrs=_input(rows="14", spellcheck="false")),
    )
    sample = forms.CharField(
        label="An example to try it on",
        required=False,
        max_length=LONGEST_SAMPLE,
        widget=forms.Textarea(attrs=_input(rows="14", spellcheck="false")),
    )

    def __init__(self, *args: Any, integration: Integration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.integration = integration

    def clean_mapping(self) -> dict[str, list[str]]:
        try:
            return check_mapping(
                self.integration.kind, json.loads(self.cleaned_data["mapping"] or "{}")
            )
        except BadMapping as error:
            raise forms.ValidationError(str(error)) from error
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(f"This is no JSON: {error}") from error
