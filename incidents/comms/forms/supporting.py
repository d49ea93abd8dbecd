"""What support reads, and what it gives back."""

from typing import Any

from django import forms

from incidents.record.models import Says


def _text(label: str, hint: str, *, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "input", "rows": rows})
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=4000, widget=widget
    )


class SupportBriefForm(forms.Form):
    """The brief, whole; `after` is the number that was read."""

    talking_points = _text("What to say", "One point a line, in words customers use.", rows=4)
    workaround = _text("Known workaround", "What a customer can do now, step by step.")
    not_to_say = _text("What not to say", "Causes nobody confirmed, names of vendors, times.")
    after = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SupportReportForm(forms.Form):
    """What customers say, counted and quoted."""

    tickets = forms.IntegerField(
        label="Tickets so far",
        min_value=0,
        max_value=10_000_000,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input short", "inputmode": "numeric"}),
    )
    quote = forms.CharField(
        label="In a customer's words",
        max_length=230,
        required=False,
        help_text="One sentence. Leave out names, addresses and card numbers.",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    says = forms.ChoiceField(
        label="For customers it is",
        choices=[(one.value, one.label) for one in (Says.DOWN, Says.DEGRADED, Says.UP)],
        initial=Says.DOWN,
        widget=forms.Select(attrs={"class": "input"}),
    )

    def clean_quote(self) -> Any:
        return self.cleaned_data["quote"].strip().strip("“”\"'")
