"""What people answer who change an incident's severity or end it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from incidents.command.actions.owe_documentation import DEBTS
from incidents.command.forms.declaring import LEVELS
from incidents.comms.forms import COMPONENT_STATES
from incidents.comms.models import Audience
from incidents.comms.starters import first_gap
from incidents.publishing import ComponentValue
from incidents.record.models import Incident
from portal.people.models import User

STAYS = [
    (value, f"stays: {label.lower()}")
    for value, label in COMPONENT_STATES.items()
    if value != "operational"
]
BACK_TO_NORMAL = (
    "Overrides on call ended",
    "Alerting and suppressions back as they were",
    "Channel archived",
    "Bridge closed",
)


def _debt(label: str, example: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input", "placeholder": example}),
    )


class TellingForm(forms.Form):
    """Words for everybody who was told, and others for one audience where they are needed."""

    words = forms.CharField(
        label="What everyone who was told reads now",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, told: Sequence[Audience], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = list(told)
        for one in self.told if len(self.told) > 1 else []:
            self.fields[f"own_{one.slug}"] = forms.CharField(
                label=f"{one} read instead",
                required=False,
                max_length=4000,
                widget=forms.Textarea(
                    attrs={"class": "input", "rows": 2, "placeholder": "As for everyone"}
                ),
            )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for name in [one for one in typed if one == "words" or one.startswith("own_")]:
            gap = first_gap(typed[name])
            if gap:
                self.add_error(name, f"Fill in “{gap}”, or delete it.")
        return typed

    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("own_")]

    def own_words(self) -> dict[str, str]:
        typed = self.cleaned_data if self.is_bound and hasattr(self, "cleaned_data") else {}
        return {one.slug: typed.get(f"own_{one.slug}", "") for one in self.told}


class ResolveForm(TellingForm):
    verified = forms.CharField(
        label="What do users see now?",
        help_text="Do what a customer does, then write what happened. Logs are not enough.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )
    watcher = forms.ModelChoiceField(
        label="Who watches it",
        required=False,
        queryset=User.objects.active().named(),
        empty_label="Whoever is on call when it is asked",
        widget=forms.Select(attrs={"class": "input"}),
    )

    def __init__(
        self, *args: Any, components: Sequence[ComponentValue] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.components = list(components)
        for component in self.components:
            self.fields[f"component_{component.public_id}"] = forms.ChoiceField(
                label=component.name,
                choices=[("operational", "works again"), *STAYS],
                required=False,
                widget=forms.Select(attrs={"class": "input"}),
            )

    def component_fields(self) -> list[forms.BoundField]:
        return [self[f"component_{one.public_id}"] for one in self.components]

    def component_states(self) -> dict[str, str]:
        """Empty when everything works again; else what each of them is."""
        states = {
            one.public_id: self.cleaned_data.get(f"component_{one.public_id}") or "operational"
            for one in self.components
        }
        return states if set(states.values()) - {"operational"} else {}


class ReopenForm(TellingForm):
    reason = forms.CharField(
        label="What do you see?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 2}),
    )
    title = forms.CharField(
        label="Title on the status page",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input"}),
    )


class ClosingForm(forms.Form):
    """Off the watch: what is put away, what was missing, why before its time."""

    back_to_normal = forms.MultipleChoiceField(
        label="Back to normal",
        required=False,
        choices=[(one, one) for one in BACK_TO_NORMAL],
        widget=forms.CheckboxSelectMultiple,
    )
    runbook = _debt("Was a runbook missing or wrong?", "Runbook for the processor's eu-2 edge")
    dashboard = _debt("Was a dashboard or an alert missing?", "Success by processor edge")
    dependency = _debt("Did we find a dependency nobody knew?", "Checkout needs the session store")
    debt_owner = forms.ModelChoiceField(
        label="Who sees to these",
        required=False,
        queryset=User.objects.active().named(),
        widget=forms.Select(attrs={"class": "input"}),
    )
    reason = forms.CharField(
        label="Why it closes before the watch has ended",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def debts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in DEBTS}


class FollowUpForm(forms.Form):
    text = forms.CharField(
        label="What will change",
        max_length=240,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    owner = forms.ModelChoiceField(
        queryset=User.objects.active().named(), widget=forms.Select(attrs={"class": "input"})
    )
    due_on = forms.DateField(
        label="Due", widget=forms.DateInput(attrs={"class": "input short", "type": "date"})
    )
    measure = forms.CharField(
        label="Done when",
        required=False,
        max_length=240,
        widget=forms.TextInput(attrs={"class": "input"}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Why",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "input", "rows": 2}),
    )


class LevelForm(ReasonForm):
    level = forms.TypedChoiceField(
        label="Severity", choices=LEVELS, coerce=int, widget=forms.RadioSelect
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    field_order = ("level", "reason")


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(queryset=Incident.objects.none(), label="Continue as")
