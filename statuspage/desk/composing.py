"""The form in which words for the public are written."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from statuspage.actions.fill_template import places_in
from statuspage.desk.moments import read_promise
from statuspage.models import Audience, Component, ComponentStatus, Notice, NoticeStatus, Page
from statuspage.models.notice import ENDED
from statuspage.values import NoticeWords

PARTS = ("status_text", "impact_text", "action_text")
OPENING = (NoticeStatus.INVESTIGATING, NoticeStatus.IDENTIFIED, NoticeStatus.MONITORING)
GOING_ON = (*OPENING, NoticeStatus.RESOLVED)
LANGUAGES = {"en": "English", "fr": "French", "es": "Spanish", "de": "German"}


def text_field(label: str, *, rows: int = 2, **facts: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "input", "rows": rows})
    return forms.CharField(label=label, max_length=4000, widget=widget, **facts)


def line_field(label: str, *, longest: int = 200, **facts: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "input"})
    return forms.CharField(label=label, max_length=longest, widget=widget, **facts)


def choice_field(label: str, choices: Sequence[tuple[Any, Any]], **facts: Any) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "input"})
    return forms.ChoiceField(label=label, choices=choices, widget=widget, **facts)


def audience_field() -> "forms.ModelMultipleChoiceField[Audience]":
    return forms.ModelMultipleChoiceField(
        label="Audience",
        queryset=Audience.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: everybody. Chosen: only these, signed in; no subscriber is told.",
    )


class TranslatedForm(forms.Form):
    """Its words may be given in every further language of the page."""

    page: Page

    def main(self) -> list[forms.BoundField]:
        """What is seen at once: the page's own language, and what has none."""
        other = {field.name for one in self.other_languages() for field in one["fields"]}
        return [field for field in self.visible_fields() if field.name not in other]

    def other_languages(self) -> list[dict[str, Any]]:
        """The fields of each further language."""
        return [
            {
                "name": LANGUAGES[one],
                "fields": [self[n] for n in self.fields if n.endswith(f"_{one}")],
            }
            for one in self.page.languages[1:]
        ]


class NoticeForm(TranslatedForm):
    """A new notice (no `notice`), or the next update of one. It only reads."""

    status_text = text_field("Status")
    impact_text = text_field("Impact", required=False)
    action_text = text_field("Action", required=False)
    next_by = line_field(
        "Next update by",
        longest=20,
        required=False,
        help_text="15:15, or 30 for minutes. Empty promises nothing.",
    )
    tell = forms.BooleanField(label="Tell subscribers", required=False, initial=True)
    reduced = forms.BooleanField(label="The impact is less, not gone", required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    after = forms.CharField(widget=forms.HiddenInput, max_length=12, required=False)

    def __init__(
        self,
        *args: Any,
        page: Page,
        components: Iterable[Component],
        now: datetime,
        notice: Notice | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.page, self.components, self.notice, self._now = page, list(components), notice, now
        statuses: tuple[NoticeStatus, ...] = OPENING if notice is None else GOING_ON
        if notice is not None and notice.has_ended:
            statuses = (NoticeStatus.RESOLVED,)
        if notice is not None and notice.is_maintenance:
            statuses = (NoticeStatus(notice.status),)
        self.fields["status"] = choice_field(
            "How far are we?", [(one.value, one.label) for one in statuses]
        )
        if notice is None:
            self.fields["title"] = line_field(
                "Title", help_text="What customers see, in their words."
            )
            self.fields["audiences"] = audience_field()
        for language in page.languages[1:]:
            name = LANGUAGES[language]
            if notice is None:
                self.fields[f"title_{language}"] = line_field(f"Title, {name}", required=False)
            for part in PARTS:
                label = f"{part.removesuffix('_text').capitalize()}, {name}"
                self.fields[f"{part}_{language}"] = text_field(label, required=False)
        for one in self.components:
            stays = ComponentStatus(one.status).label.lower()
            self.fields[f"component_{one.public_id}"] = choice_field(
                str(one), [("", f"stays {stays}"), *ComponentStatus.choices], required=False
            )

    def component_fields(self) -> list[forms.BoundField]:
        return [self[f"component_{one.public_id}"] for one in self.components]

    def clean_next_by(self) -> datetime | None:
        zone = ZoneInfo(self.page.time_zone)
        return read_promise(self.cleaned_data["next_by"], now=self._now, zone=zone)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for name, text in list(typed.items()):
            if isinstance(text, str) and (left := places_in(text)):
                self.add_error(name, f"Fill in “{left[0]}”, or delete it.")
        return typed

    def said(self, name: str) -> str:
        """A text as cleaned, or as typed where it was refused."""
        return str(self.cleaned_data.get(name, self.data.get(name, "")) or "")

    def component_states(self) -> dict[str, str]:
        chosen = {
            one.public_id: self.cleaned_data.get(f"component_{one.public_id}", "")
            for one in self.components
        }
        return {public_id: status for public_id, status in chosen.items() if status}

    def titles(self) -> dict[str, str]:
        said = {one: self.said(f"title_{one}") for one in self.page.languages[1:]}
        return {one: text for one, text in said.items() if text}

    def words(self) -> NoticeWords:
        translations = {
            one: {part: text for part in PARTS if (text := self.said(f"{part}_{one}"))}
            for one in self.page.languages[1:]
        }
        return NoticeWords(
            status=self.said("status") or "investigating",
            status_text=self.said("status_text"),
            impact_text=self.said("impact_text"),
            action_text=self.said("action_text"),
            components=self.component_states(),
            next_update_by=self.cleaned_data.get("next_by"),
            reduced=bool(self.cleaned_data.get("reduced")),
            tell=bool(self.cleaned_data.get("tell")),
            translations={one: texts for one, texts in translations.items() if texts},
        )

    @property
    def ends(self) -> bool:
        return self.said("status") in ENDED
