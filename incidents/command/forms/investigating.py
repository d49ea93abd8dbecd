"""What people type while they look for the cause."""

from django import forms

from incidents.record.models import HypothesisState, Says, Side, Source


def _line(placeholder: str, *, most: int = 400, required: bool = True) -> forms.CharField:
    widget = forms.TextInput(
        attrs={"class": "input", "placeholder": placeholder, "autocomplete": "off"}
    )
    return forms.CharField(max_length=most, required=required, widget=widget)


class TaskForm(forms.Form):
    line = _line("Test H1 from a second network @tom 10m", most=300)
    key = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)


class TaskWordForm(forms.Form):
    """One form, several buttons: which was pressed is `do`."""

    do = forms.ChoiceField(choices=[(one, one) for one in ("report", "finish", "drop", "assign")])
    words = _line("What did you find?", required=False)
    next = _line("Next checkpoint: 10m", most=40, required=False)
    who = _line("Give it to: @ana", most=80, required=False)


class HypothesisForm(forms.Form):
    line = _line("What may it be? @tom 10m makes a task", most=500)
    key = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)


class VerdictForm(forms.Form):
    state = forms.ChoiceField(choices=HypothesisState)
    reason = _line("How do you know?", required=False)


class EvidenceForm(forms.Form):
    side = forms.ChoiceField(choices=Side)
    text = _line("What was seen, and where? #23 links a line", required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)


class SignalForm(forms.Form):
    source = forms.ChoiceField(
        choices=Source, widget=forms.Select(attrs={"class": "input"}), initial=Source.USERS
    )
    says = forms.ChoiceField(
        label="Says", choices=Says, widget=forms.Select(attrs={"class": "input"})
    )
    words = forms.CharField(
        label="In its words",
        max_length=240,
        required=False,
        widget=forms.TextInput(attrs={"class": "input", "placeholder": "Payments fail"}),
    )
    lag_minutes = forms.IntegerField(
        label="Minutes behind",
        required=False,
        min_value=0,
        max_value=1440,
        widget=forms.NumberInput(attrs={"class": "input short", "placeholder": "0"}),
    )
