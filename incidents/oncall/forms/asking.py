"""The forms by which others are asked, and by which their answers are written down."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from incidents.oncall.models import AskedField, Cause
from incidents.record.models import Attachment, Entry, Incident
from incidents.record.models.entry import WRITTEN_BY_HAND
from portal.people.models import User

HALF_A_DAY = timedelta(hours=12)
MOST_ENTRIES = 30


def _line(placeholder: str = "", **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input", "placeholder": placeholder, **attrs})


def _text(rows: int, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "input", "rows": rows, **attrs})


def _picked(label: str, rows: Any) -> "forms.ModelMultipleChoiceField[Any]":
    return forms.ModelMultipleChoiceField(
        label=label, queryset=rows, required=False, widget=forms.CheckboxSelectMultiple
    )


class AskForm(forms.Form):
    """One request. The fields of the kind of team come from what managers keep."""

    heading = forms.CharField(
        label="What they read as the subject", max_length=120, required=False, widget=_line()
    )
    problem = forms.CharField(
        label="What exactly is wrong?", max_length=4000, widget=_text(2, **{"data-key": "e"})
    )
    effect = forms.CharField(
        label="Effect on the business",
        max_length=2000,
        required=False,
        widget=_text(2),
        help_text="From the incident; change it if theirs differs.",
    )
    help_offered = forms.CharField(
        label="We can help with",
        max_length=240,
        required=False,
        widget=_line("logs, a test purchase, read-only queries"),
    )
    case_number = forms.CharField(
        label="Their case number, if there is one", max_length=80, required=False, widget=_line()
    )
    answer_by = forms.CharField(
        label="Answer needed by", max_length=20, required=False, widget=_line()
    )
    proposed = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    key = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        incident: Incident,
        asked: list[AskedField],
        outside: bool,
        zone: ZoneInfo,
        at: datetime,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.zone, self.at, self.asked = zone, at, asked
        picked = Entry.objects.filter(incident=incident, kind__in=WRITTEN_BY_HAND).newest_first()
        newest = picked.values("pk")[:MOST_ENTRIES]
        entries = Entry.objects.filter(pk__in=newest).select_related("incident").newest_first()
        files = Attachment.objects.filter(incident=incident).defer("content").order_by("-pk")
        self.fields["entries"] = _picked("From the timeline", entries)
        self.fields["attachments"] = _picked("Files", files)
        for one in asked:
            self.fields[f"detail_{one.pk}"] = forms.CharField(
                label=one.label, max_length=240, required=False, widget=_line(one.example)
            )
        if not outside:
            del self.fields["heading"], self.fields["case_number"]

    @property
    def details(self) -> list[Any]:
        """The fields of this kind of team, bound."""
        return [self[f"detail_{one.pk}"] for one in self.asked]

    def told(self) -> dict[str, str]:
        """What was filled into them, by their labels."""
        return {one.label: str(self.data.get(f"detail_{one.pk}", ""))[:240] for one in self.asked}

    def clean_answer_by(self) -> datetime | None:
        """The time typed, in the reader's zone; None where what was proposed was left."""
        typed = str(self.cleaned_data["answer_by"]).strip()
        if not typed or typed == str(self.data.get("proposed", "")).strip():
            return None
        try:
            time = datetime.strptime(typed.split()[0], "%H:%M").time()  # noqa: DTZ007
        except ValueError as error:
            raise ValidationError("Write the time like 14:53.") from error
        here = self.at.astimezone(self.zone)
        moment = datetime.combine(here.date(), time, tzinfo=self.zone)
        if here - moment > HALF_A_DAY:
            moment += timedelta(days=1)
        return moment.astimezone(UTC)


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(
        choices=[(one, one) for one in ("acknowledged", "answered", "declined", "withdrawn")]
    )
    words = forms.CharField(
        label="What they said", max_length=2000, required=False, widget=_text(2)
    )
    who = forms.CharField(
        label="Who said it", max_length=160, required=False, widget=_line("leave empty for you")
    )
    case_number = forms.CharField(
        label="Their case number", max_length=80, required=False, widget=_line()
    )


class PermissionForm(forms.Form):
    what = forms.CharField(
        label="Which right", max_length=200, widget=_line("restart the payments database")
    )
    where = forms.CharField(label="Where", max_length=160, widget=_line("production, eu-2"))
    why = forms.CharField(label="Why", max_length=240, widget=_line("locks must be released"))
    minutes = forms.IntegerField(
        label="For how many minutes",
        min_value=1,
        max_value=7 * 24 * 60,
        initial=30,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    granter = forms.ModelChoiceField(
        label="Who can grant it",
        queryset=User.objects.active().named(),
        widget=forms.Select(attrs={"class": "input"}),
    )
    fallback = forms.CharField(
        label="If it is not granted in time",
        max_length=200,
        widget=_line("use address one only"),
    )


class DelayForm(forms.Form):
    cause = forms.ChoiceField(choices=Cause, widget=forms.Select(attrs={"class": "input"}))
    minutes = forms.IntegerField(
        label="Minutes lost",
        min_value=1,
        max_value=7 * 24 * 60,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    note = forms.CharField(
        label="What was waited for", max_length=240, widget=_line("no rights on the database")
    )
