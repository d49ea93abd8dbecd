"""What people write when they hand a role over."""

from django import forms

from incidents.command.handovers import Handover
from incidents.record.models import Role
from portal.people.models import User

_INPUT = {"class": "input"}


class LeavingForm(forms.Form):
    role = forms.ChoiceField(choices=Role, widget=forms.Select(attrs=_INPUT))
    note = forms.CharField(
        label="What the next one must know",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, **_INPUT}),
    )


class HandoverForm(forms.Form):
    """`seen`: who held the role when the form was opened. A vacant one needs no handover."""

    role = forms.ChoiceField(choices=Role, widget=forms.Select(attrs=_INPUT))
    person = forms.ModelChoiceField(
        label="To", queryset=User.objects.active().named(), widget=forms.Select(attrs=_INPUT)
    )
    state = forms.CharField(
        label="State now",
        help_text="What works, what does not, what is being done this minute.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, **_INPUT}),
    )
    risks = forms.CharField(
        label="Open risks",
        help_text="What could go wrong next; write none if there is none.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, **_INPUT}),
    )
    promise = forms.CharField(
        label="Next promise",
        help_text="To whom, by when.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, **_INPUT}),
    )
    seen = forms.ModelChoiceField(
        queryset=User.objects.all(), required=False, widget=forms.HiddenInput
    )

    def handover(self) -> Handover:
        typed = self.cleaned_data
        return Handover(typed["state"], typed["risks"], typed["promise"])
