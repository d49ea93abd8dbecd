"""What people say who act on alerts."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from incidents.alerts import matching
from incidents.alerts.course.routing import UNSURE
from incidents.alerts.models import Alert, Integration
from incidents.catalog.models import Service
from incidents.command.forms.declaring import LEVELS
from incidents.command.forms.touching import ServicesField
from incidents.record.models import Incident
from portal.people.models import User

MOST_OFFERED = 50
DO = {
    "attach": "Attach to an incident",
    "open": "Open an incident",
    "suppress": "Suppress a known issue",
    "snooze": "Snooze",
    "end": "Mark as over",
    "wake": "End the snooze",
}
BUTTONS = {
    "attach": "Attach",
    "open": "Declare and attach",
    "suppress": "Suppress",
    "snooze": "Snooze",
    "end": "Mark as over",
    "wake": "End the snooze",
}

CONSEQUENCES = {
    "attach": "Whoever works on it sees them in its room. What else fires of their groups goes "
    "there too.",
    "open": "Whoever is on call for these services is paged when you declare it. What else fires "
    "of their groups goes there too.",
    "suppress": "Until then they open nothing and page nobody, also when they fire again. "
    "They stay in the list, and you are told when it ends while they still fire.",
    "snooze": "They leave the waiting list until then. What fires anew waits again.",
    "end": "For alerts whose source says nothing any more. An incident they belong to goes on.",
    "wake": "They wait again.",
}

# What each row of the list offers, with its key. What is over cannot be snoozed.
OF_A_ROW = (
    ("attach", "Attach", "a"),
    ("open", "Open incident", "o"),
    ("suppress", "Suppress", "u"),
    ("snooze", "Snooze", "s"),
)
OF_WHAT_IS_OVER = OF_A_ROW[:3]


class ActForm(forms.Form):
    """Of a kind of act: from whom, about which alerts, how long at most."""

    def __init__(
        self, *args: Any, viewer: User, alerts: list[Alert], hours: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.alerts, self.hours = viewer, alerts, hours
        self.prepare()

    def prepare(self) -> None:
        """Offer what this person may choose."""


class AttachForm(ActForm):
    incident = forms.ModelChoiceField(
        label="To which open incident?",
        queryset=Incident.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def prepare(self) -> None:
        seen = Incident.objects.visible_to(self.viewer).open().worst_first()
        keys = list(seen.values_list("pk", flat=True)[:MOST_OFFERED])
        found = Incident.objects.filter(pk__in=keys).worst_first()
        self.fields["incident"].queryset = found  # type: ignore[attr-defined]
        self.fields["incident"].label_from_instance = _named  # type: ignore[attr-defined]


class OpenForm(ActForm):
    title = forms.CharField(
        label="What do customers or colleagues see?",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    level = forms.TypedChoiceField(
        label="Severity", choices=LEVELS, coerce=int, widget=forms.RadioSelect
    )
    services = ServicesField(
        label="Which services?",
        queryset=Service.objects.named(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label="Why is it one?",
        max_length=400,
        required=False,
        widget=forms.TextInput(attrs={"class": "input"}),
    )

    def prepare(self) -> None:
        first = min(self.alerts, key=lambda one: one.starts_at, default=None)
        if first is None:
            return
        known = [one.level for one in self.alerts if one.level is not None]
        if not known:
            self.fields["level"].help_text = "No alert says how bad it is: unsure goes up."
        self.initial = {
            "title": first.title,
            "level": min(known, default=UNSURE),
            "services": list({one.service_id for one in self.alerts if one.service_id}),
            "reason": f"{self._what_fires()} {first.starts_at:%H:%M} UTC: {first.title}."[:400],
            **self.initial,
        }

    def _what_fires(self) -> str:
        many = len(self.alerts)
        if not any(one.is_firing for one in self.alerts):
            return f"{many} alerts fired from" if many > 1 else "An alert fired at"
        return f"{many} alerts fire since" if many > 1 else "An alert fires since"


class Lasting(ActForm):
    """Something that ends after the hours chosen."""

    hours_long = forms.TypedChoiceField(label="For how long?", coerce=float, choices=[])

    def prepare(self) -> None:
        offered = [(0.5, "30 min"), (1, "1 h"), (4, "4 h"), (8, "8 h"), (24, "24 h")]
        choices = [(hours, name) for hours, name in offered if hours <= self.hours]
        self.fields["hours_long"].choices = choices  # type: ignore[attr-defined]
        self.fields["hours_long"].widget = forms.RadioSelect(choices=choices)
        self.initial.setdefault("hours_long", 1)

    def until(self, *, at: datetime) -> datetime:
        return at + timedelta(hours=self.cleaned_data["hours_long"])


class SuppressForm(Lasting):
    reason = forms.CharField(
        label="Which known issue is it?",
        max_length=240,
        widget=forms.TextInput(
            attrs={"class": "input", "placeholder": "Cardline restarts at 14:00, ticket 7712"}
        ),
    )


class LabelsField(forms.CharField):
    """Conditions on labels, one a line."""

    widget = forms.Textarea(attrs={"class": "input", "rows": 4, "spellcheck": "false"})

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return matching.read(typed or "")
        except matching.Unclear as unclear:
            raise forms.ValidationError(str(unclear)) from unclear


class SuppressLabelsForm(SuppressForm):
    conditions = LabelsField(
        label="Alerts with which labels?",
        help_text="One condition a line: team = pay · team in pay, core · alertname like Pay* · "
        "canary present · region absent",
    )
    integration = forms.ModelChoiceField(
        label="Sent by",
        queryset=Integration.objects.order_by("name"),
        required=False,
        empty_label="Any integration",
        widget=forms.Select(attrs={"class": "input"}),
    )
    field_order = ("conditions", "integration", "reason", "hours_long")


class SnoozeForm(Lasting):
    for_whom = forms.ChoiceField(
        label="For whom?",
        choices=[("me", "Only for me"), ("all", "For all")],
        initial="me",
        widget=forms.RadioSelect,
    )


FORMS: dict[str, type[ActForm]] = {
    "attach": AttachForm,
    "open": OpenForm,
    "suppress": SuppressForm,
    "snooze": SnoozeForm,
    "end": ActForm,
    "wake": ActForm,
}


def _named(incident: Incident) -> str:
    return f"{incident.severity_label} {incident.reference} {incident.display_title}"
