"""The forms behind the admin's incident actions."""

import uuid
from typing import Any

from django import forms

from incidents.comms.models import Audience
from incidents.comms.words import Words
from incidents.record.models import Incident


class AdminUpdateForm(forms.Form):
    audiences = forms.ModelMultipleChoiceField(
        queryset=Audience.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    title = forms.CharField(label="Title on the status page", required=False, max_length=200)
    status = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    impact = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=4000
    )
    action = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=4000
    )
    key = forms.CharField(widget=forms.HiddenInput, initial=lambda: uuid.uuid4().hex)

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audiences"].queryset = (  # type: ignore[attr-defined]
            Audience.objects.for_incident(incident)
        )

    def wordings(self) -> list[Words]:
        typed = self.cleaned_data
        return [
            Words(audience, typed["status"], typed["impact"], typed["action"])
            for audience in typed["audiences"]
        ]


class AdminResolveForm(forms.Form):
    verified = forms.CharField(
        label="How do you know that it works?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
    )
    words = forms.CharField(
        label="What everyone who was told reads now",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
