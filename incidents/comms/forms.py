"""One update for several audiences: common words, and own words where they differ."""

from typing import Any

from django import forms

from incidents.comms.models import Audience, Stage
from incidents.comms.words import Words
from incidents.publishing import ComponentValue

STATUSES = [
    ("investigating", "Investigating"),
    ("identified", "Identified"),
    ("monitoring", "Monitoring"),
]
COMPONENT_STATES = [
    ("", "leave as it is"),
    ("operational", "Operational"),
    ("degraded_performance", "Degraded"),
    ("partial_outage", "Partial outage"),
    ("major_outage", "Major outage"),
]


def _text(label: str, *, required: bool = False, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=4000,
        help_text=hint,
        widget=forms.Textarea(attrs={"class": "input", "rows": 2}),
    )


class UpdateForm(forms.Form):
    """Status, Impact, Action, Next update."""

    audiences = forms.ModelMultipleChoiceField(
        queryset=Audience.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    stage = forms.ChoiceField(
        choices=[(one.value, one.label) for one in (Stage.UPDATE, Stage.MITIGATION)],
        required=False,
    )
    title = forms.CharField(
        label="Title on the status page",
        required=False,
        max_length=200,
        help_text="What customers see, in their words.",
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    status = _text("Status", required=True)
    impact = _text("Impact")
    action = _text("Action")
    public_status = forms.ChoiceField(label="Public state", choices=STATUSES, required=False)
    next_minutes = forms.IntegerField(
        label="Next update in",
        required=False,
        min_value=1,
        max_value=1440,
        help_text="Minutes; empty takes the policy's cadence.",
        widget=forms.NumberInput(attrs={"class": "input short"}),
    )
    tell_subscribers = forms.BooleanField(
        label="Mail the subscribers of the status page", required=False, initial=True
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(
        self,
        *args: Any,
        audiences: list[Audience],
        components: list[ComponentValue],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.audience_rows = audiences
        field = self.fields["audiences"]
        field.queryset = Audience.objects.filter(  # type: ignore[attr-defined]
            pk__in=[one.pk for one in audiences]
        )
        for one in audiences:
            if not one.public:
                self.fields[f"own_{one.slug}"] = _text(
                    f"Own words for {one}", hint="Replaces the status for them."
                )
        for component in components:
            self.fields[f"component_{component.public_id}"] = forms.ChoiceField(
                label=component.name, choices=COMPONENT_STATES, required=False
            )

    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("own_")]

    def component_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("component_")]

    def component_states(self) -> dict[str, str]:
        return {
            name.removeprefix("component_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("component_") and value
        }

    def wordings(self, due_at: Any) -> list[Words]:
        typed = self.cleaned_data
        return [
            Words(
                audience=one,
                status=typed.get(f"own_{one.slug}") or typed["status"],
                impact=typed["impact"],
                action=typed["action"],
                next_update_at=due_at,
            )
            for one in typed["audiences"]
        ]
