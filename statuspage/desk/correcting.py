"""Forms that correct what was said."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from portal.web.moments import MomentField
from statuspage.desk.composing import (
    LANGUAGES,
    PARTS,
    TranslatedForm,
    audience_field,
    choice_field,
    line_field,
    text_field,
)
from statuspage.models import Impact, Notice, NoticeUpdate, Page


class EditNoticeForm(TranslatedForm):
    """Title, impact, start, other languages and audience of a notice."""

    def __init__(self, *args: Any, notice: Notice, page: Page, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "title": notice.title,
            "impact_override": notice.impact_override,
            "started_at": notice.started_at,
            "audiences": list(notice.audiences.all()),
            **{f"title_{one}": text for one, text in notice.translations.items()},
        }
        super().__init__(*args, **kwargs)
        self.page, self.notice = page, notice
        self.fields["title"] = line_field("Title")
        for one in page.languages[1:]:
            self.fields[f"title_{one}"] = line_field(f"Title, {LANGUAGES[one]}", required=False)
        chosen = Impact(notice.impact).label.lower()
        self.fields["impact_override"] = choice_field(
            "Impact", [("", f"As the updates say: {chosen}"), *Impact.choices], required=False
        )
        if not notice.is_maintenance:
            zone = ZoneInfo(page.time_zone)
            self.fields["started_at"] = MomentField(zone=zone, label="Started")
        self.fields["audiences"] = audience_field()

    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        started: datetime | None = typed.get("started_at")
        same = started and started == self.notice.started_at.replace(second=0, microsecond=0)
        return {
            "title": typed["title"],
            "impact_override": typed["impact_override"],
            "started_at": None if same else started,
            "audiences": list(typed["audiences"]),
            "translations": {
                **self.notice.translations,
                **{one: typed[f"title_{one}"] for one in self.page.languages[1:]},
            },
        }


class EditUpdateForm(TranslatedForm):
    """The words of one update, and why they are changed."""

    status_text = text_field("Status")
    impact_text = text_field("Impact", required=False)
    action_text = text_field("Action", required=False)

    def __init__(self, *args: Any, update: NoticeUpdate, page: Page, **kwargs: Any) -> None:
        kwargs["initial"] = {part: getattr(update, part) for part in PARTS} | {
            f"{part}_{one}": text
            for one, texts in update.translations.items()
            if isinstance(texts, dict)
            for part, text in texts.items()
        }
        super().__init__(*args, **kwargs)
        self.update, self.page = update, page
        for one in page.languages[1:]:
            for part in PARTS:
                label = f"{part.removesuffix('_text').capitalize()}, {LANGUAGES[one]}"
                self.fields[f"{part}_{one}"] = text_field(label, required=False)
        self.fields["reason"] = line_field(
            "Why is it changed?", longest=240, help_text="Kept with what it said before."
        )

    def texts(self) -> dict[str, str]:
        return {part: self.cleaned_data[part] for part in PARTS}

    def translations(self) -> dict[str, dict[str, str]]:
        kept = dict(self.update.translations)
        for one in self.page.languages[1:]:
            said = {part: self.cleaned_data[f"{part}_{one}"] for part in PARTS}
            kept[one] = {part: text for part, text in said.items() if text}
        return {one: texts for one, texts in kept.items() if texts}


class ReasonForm(forms.Form):
    reason = line_field(
        "Why?", longest=240, help_text="Kept for ourselves; customers never see it."
    )


class ReportForm(forms.Form):
    """The public postmortem."""

    text = forms.CharField(
        label="Report",
        max_length=50_000,
        help_text="Markdown. Customers read it on the page of the incident.",
        widget=forms.Textarea(attrs={"class": "input", "rows": 18}),
    )
    tell = forms.BooleanField(label="Tell subscribers that it is published", required=False)
