"""One update for several audiences: common words, and own words where they differ."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from incidents.comms.models import Audience, Situation, Stage
from incidents.comms.reading_times import UnreadableTime, read_time
from incidents.comms.starters import first_gap
from incidents.comms.words import Words
from incidents.publishing import ComponentValue

PARTS = ("status", "impact", "action")
SITUATIONS = [one for one in Situation.choices if one[0] != Situation.RESOLVED]
STAGES = [one for one in Stage.choices if one[0] != Stage.HOLDING]
COMPONENT_STATES = {
    "operational": "Operational",
    "degraded_performance": "Degraded",
    "partial_outage": "Partial outage",
    "major_outage": "Major outage",
}


def _text(label: str, *, rows: int = 2, placeholder: str = "") -> forms.CharField:
    attrs = {"class": "input", "rows": rows, "placeholder": placeholder}
    return forms.CharField(
        label=label, required=False, max_length=4000, widget=forms.Textarea(attrs=attrs)
    )


class UpdateForm(forms.Form):
    """Status, Impact, Action, Next update. It only reads; refusals come from the action."""

    audiences = forms.ModelMultipleChoiceField(
        queryset=Audience.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    stage = forms.ChoiceField(choices=STAGES, required=False)
    title = forms.CharField(
        label="Title on the status page",
        required=False,
        max_length=200,
        help_text="What customers see, in their words. It opens the public notice.",
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    status = _text("Status")
    impact = _text("Impact", rows=3)
    action = _text("Action", rows=3)
    public_status = forms.ChoiceField(label="How far are we?", choices=SITUATIONS, required=False)
    next_by = forms.CharField(
        label="Next update by",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "input short", "autocomplete": "off"}),
    )
    send_at = forms.CharField(
        label="Send at",
        required=False,
        max_length=20,
        help_text="Empty: now. 15:15, 15:15 UTC, or 30 for minutes.",
        widget=forms.TextInput(attrs={"class": "input short", "autocomplete": "off"}),
    )
    tell_subscribers = forms.BooleanField(
        label="Mail the subscribers of the status page", required=False, initial=True
    )
    wording = forms.CharField(required=False, max_length=40)
    meant = forms.CharField(required=False, max_length=200)
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    after = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        audiences: Sequence[Audience],
        components: Sequence[ComponentValue],
        now: datetime,
        zone: ZoneInfo,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.audience_rows = list(audiences)
        self.components = list(components)
        self._now, self._zone = now, zone
        field = self.fields["audiences"]
        field.queryset = Audience.objects.filter(  # type: ignore[attr-defined]
            pk__in=[one.pk for one in audiences]
        )
        for one in self.own_audiences():
            for part in PARTS:
                self.fields[f"own_{one.slug}_{part}"] = _text(
                    part.capitalize(), placeholder="As for everyone"
                )
        for component in self.components:
            now_it_is = COMPONENT_STATES.get(component.status, component.status).lower()
            self.fields[f"component_{component.public_id}"] = forms.ChoiceField(
                label=component.name,
                choices=[("", f"stays {now_it_is}"), *COMPONENT_STATES.items()],
                required=False,
                widget=forms.Select(attrs={"class": "input"}),
            )

    def chosen(self) -> list[Audience]:
        """Whose boxes are ticked, also in a form that was refused."""
        ids = {str(value) for value in self["audiences"].value() or []}
        return [one for one in self.audience_rows if str(one.pk) in ids]

    def own_audiences(self) -> list[Audience]:
        """Those who may get words of their own: customers read the common ones."""
        return [one for one in self.audience_rows if not one.public]

    def own_fields(self, audience: Audience) -> list[forms.BoundField]:
        return [self[f"own_{audience.slug}_{part}"] for part in PARTS]

    def component_fields(self) -> list[forms.BoundField]:
        return [self[f"component_{one.public_id}"] for one in self.components]

    def clean_next_by(self) -> datetime | None:
        return self._time("next_by")

    def clean_send_at(self) -> datetime | None:
        return self._time("send_at")

    def _time(self, name: str) -> datetime | None:
        typed = self.cleaned_data[name]
        if not typed:
            return None
        try:
            return read_time(typed, now=self._now, zone=self._zone)
        except UnreadableTime as unreadable:
            raise forms.ValidationError(str(unreadable)) from unreadable

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for name in [name for name in typed if name.rpartition("_")[2] in PARTS]:
            gap = first_gap(typed[name])
            if gap:
                self.add_error(name, f"Fill in “{gap}”, or delete it.")
        return typed

    def component_states(self) -> dict[str, str]:
        chosen = {
            one.public_id: self.cleaned_data.get(f"component_{one.public_id}", "")
            for one in self.components
        }
        return {public_id: status for public_id, status in chosen.items() if status}

    def wordings(self, latest: Mapping[int, datetime | None]) -> list[Words]:
        """The words of each chosen audience, with `latest` by when each must hear again.

        The time typed is meant for whoever may wait that long; audiences that policy promises
        an earlier word keep the earlier time.
        """
        typed = self.cleaned_data
        chosen: list[Audience] = sorted(
            typed.get("audiences") or [], key=lambda one: (one.position, one.pk)
        )
        wanted: datetime | None = typed.get("next_by")
        limits = [limit for one in chosen if (limit := latest.get(one.pk)) is not None]
        fits_somebody = wanted is not None and any(wanted <= limit for limit in limits)
        made = []
        for one in chosen:
            limit, due_at = latest.get(one.pk), wanted
            if wanted is not None and limit is not None and fits_somebody:
                due_at = min(wanted, limit)
            text = {
                part: self._said(f"own_{one.slug}_{part}") or self._said(part) for part in PARTS
            }
            made.append(Words(audience=one, next_update_at=due_at, **text))
        return made

    def _said(self, name: str) -> str:
        """A text as cleaned, or as typed where it was refused, so that the preview shows it."""
        return str(self.cleaned_data.get(name, self.data.get(name, "")) or "")
