"""Who may look on, and for how long."""

from django import forms

from portal.people.models import User

_PERSON = forms.Select(attrs={"class": "input"})


class MemberForm(forms.Form):
    person = forms.ModelChoiceField(queryset=User.objects.active().named(), widget=_PERSON)
    sees = forms.BooleanField(required=False, widget=forms.HiddenInput)


class PrivacyForm(forms.Form):
    private = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why", max_length=400, widget=forms.TextInput(attrs={"class": "input"})
    )


class AdvisorForm(forms.Form):
    person = forms.ModelChoiceField(queryset=User.objects.active().named(), widget=_PERSON)
    minutes = forms.IntegerField(
        label="For how many minutes",
        initial=60,
        min_value=1,
        max_value=480,
        widget=forms.NumberInput(attrs={"class": "input short"}),
    )
