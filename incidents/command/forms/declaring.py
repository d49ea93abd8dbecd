"""What people answer who declare an incident."""

from datetime import datetime

from django import forms
from django.db.models import TextChoices

from incidents.catalog.models import Service
from incidents.command.classifying import Answers, Real, Users, WayRound, YesNo
from incidents.command.forms.changing import last_time
from incidents.command.forms.touching import ServicesField
from incidents.record.models import Kind

LEVELS = [(0, "SEV0 Critical"), (1, "SEV1 High"), (2, "SEV2 Medium"), (3, "SEV3 Low")]


LONGEST_ID = 18


class DeclareForm(forms.Form):
    """Plain questions; unsure is an answer."""

    title = forms.CharField(
        label="What do customers or colleagues see?",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "input", "autofocus": True}),
    )
    real = forms.ChoiceField(
        label="Is it real?",
        choices=Real,
        widget=forms.RadioSelect,
        initial=Real.UNSURE,
        required=False,
        help_text="Two sources: an alert and a person, or you tried it yourself.",
    )
    users = forms.ChoiceField(
        label="How many are affected?",
        choices=Users,
        widget=forms.RadioSelect,
        initial=Users.UNSURE,
    )
    revenue = forms.ChoiceField(
        label="Is money or an order lost while it lasts?",
        choices=YesNo,
        widget=forms.RadioSelect,
        initial=YesNo.UNSURE,
    )
    data_risk = forms.ChoiceField(
        label="Could data be wrong, lost or seen by strangers?",
        choices=YesNo,
        widget=forms.RadioSelect,
        initial=YesNo.UNSURE,
    )
    way_round = forms.ChoiceField(
        label="Is there a way round it?",
        choices=WayRound,
        widget=forms.RadioSelect,
        initial=WayRound.UNSURE,
    )
    services = ServicesField(
        label="Which services?",
        queryset=Service.objects.named(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    started = forms.TimeField(
        label="When did it begin, if you know",
        required=False,
        help_text="UTC, within the last 24 h, like 13:57.",
        widget=forms.TimeInput(attrs={"class": "input short", "placeholder": "13:57"}),
    )
    level = forms.TypedChoiceField(
        label="Severity",
        choices=[("", "As proposed"), *LEVELS],
        coerce=int,
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    reason = forms.CharField(
        label="Why another severity",
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    private = forms.BooleanField(label="Only for named people (security, staff)", required=False)
    kind = forms.ChoiceField(label="This is", choices=Kind, initial=Kind.INCIDENT, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def answers(self) -> Answers:
        """From whatever is known so far, typed in full or not."""
        chosen = [one for one in self.chosen_services() if one.critical_path]
        return Answers(
            users=self._answer("users", Users),
            revenue=self._answer("revenue", YesNo),
            data=self._answer("data_risk", YesNo),
            way_round=self._answer("way_round", WayRound),
            critical_path=bool(chosen),
            real=self._answer("real", Real),
        )

    def _answer(self, name: str, known: type[TextChoices]) -> str:
        """What nobody offered is as good as not sure."""
        typed = self.data.get(name, "") if self.is_bound else ""
        return typed if typed in known.values else "unsure"

    def overruled(self) -> int | None:
        """The severity chosen instead of the proposed one, as far as it is typed."""
        typed = self.data.get("level", "") if self.is_bound else ""
        return int(typed) if typed in {str(level) for level, _ in LEVELS} else None

    def chosen_services(self) -> list[Service]:
        if not self.is_bound:
            return []
        typed: list[str] = self.data.getlist("services")  # type: ignore[attr-defined]
        values = [one for one in typed if one.isdecimal() and len(one) < LONGEST_ID]
        return list(Service.objects.filter(pk__in=values))

    def started_at(self, now: datetime) -> datetime | None:
        time = self.cleaned_data.get("started")
        if time is None:
            return None
        return last_time(time, now)
