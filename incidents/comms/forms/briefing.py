"""For whom a briefing is, and how long."""

from datetime import timedelta

from django import forms

HOURS = {"8": "8 hours", "24": "1 day", "72": "3 days", "168": "1 week"}


class BriefingForm(forms.Form):
    """A link that shows executives where things stand."""

    name = forms.CharField(
        label="For whom",
        max_length=80,
        required=False,
        help_text="A name or a group, so that you know which link to revoke.",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    good_for = forms.TypedChoiceField(
        label="Good for",
        choices=list(HOURS.items()),
        initial="24",
        coerce=lambda hours: timedelta(hours=int(hours)),
        widget=forms.Select(attrs={"class": "input"}),
    )
    shows_private = forms.BooleanField(label="Show private incidents too", required=False)
