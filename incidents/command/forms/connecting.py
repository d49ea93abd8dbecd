"""Forms of other systems that hear of incidents."""

from typing import Any

from django import forms

from incidents.catalog.models import severity_label
from incidents.command.models import Adapter
from incidents.record.models import EventType


class EndpointForm(forms.Form):
    name = forms.CharField(
        label="Name", max_length=80, widget=forms.TextInput(attrs={"class": "input"})
    )
    url = forms.CharField(
        label="Address",
        max_length=500,
        help_text="https://, on port 443 or 8443.",
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "url"}),
    )
    events = forms.MultipleChoiceField(
        label="Which events?",
        choices=EventType.choices,
        initial=list(EventType.values),
        widget=forms.CheckboxSelectMultiple,
    )
    last_level = forms.TypedChoiceField(
        label="Of which incidents?",
        coerce=int,
        choices=[(level, f"{severity_label(level)} and worse") for level in (3, 2, 1, 0)],
        initial=3,
        widget=forms.Select(attrs={"class": "input"}),
    )
    private_too = forms.BooleanField(
        label="Private incidents too: reference, severity and state, nothing else",
        required=False,
    )

    def __init__(self, *args: Any, endpoint: Adapter | None = None, **kwargs: Any) -> None:
        if endpoint is not None:
            kwargs["initial"] = {
                "name": endpoint.name,
                "url": endpoint.base_url,
                "events": endpoint.events or list(EventType.values),
                "last_level": endpoint.last_level,
                "private_too": endpoint.private_too,
            }
        super().__init__(*args, **kwargs)


class SinceForm(forms.Form):
    since = forms.DateTimeField(
        label="Failed since (UTC)",
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "input"}
        ),
    )
