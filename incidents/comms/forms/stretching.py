"""How long people can wait."""

from collections.abc import Sequence
from typing import Any

from django import forms

from incidents.comms.models import Audience


class StretchForm(forms.Form):
    """Let an audience wait longer."""

    audience = forms.ModelChoiceField(
        queryset=Audience.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs={"class": "input"}),
    )
    factor = forms.TypedChoiceField(
        label="How much longer",
        choices=[("1.5", "half as long again"), ("2", "twice as long")],
        coerce=float,
        widget=forms.Select(attrs={"class": "input"}),
    )
    reason = forms.CharField(
        label="Why can they wait?",
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"class": "input"}),
    )

    def __init__(self, *args: Any, audiences: Sequence[Audience], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].queryset = Audience.objects.filter(  # type: ignore[attr-defined]
            pk__in=[one.pk for one in audiences]
        )
