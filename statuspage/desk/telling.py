"""Forms of banners, prepared words, the page itself, and audiences."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from portal.people.models import User
from portal.web.moments import MomentField
from statuspage.desk.composing import (
    LANGUAGES,
    TranslatedForm,
    audience_field,
    choice_field,
    line_field,
    text_field,
)
from statuspage.models import AnnouncementTone, Component, NoticeStatus, NoticeTemplate, Page


class AnnounceForm(TranslatedForm):
    """A banner."""

    title = line_field("Title", longest=160)
    text = text_field("Text", required=False)
    tone = choice_field("Tone", AnnouncementTone.choices)
    link = line_field("Link", required=False, help_text="An address that begins with https://.")
    in_product = forms.BooleanField(label="Also in the product's element", required=False)

    def __init__(self, *args: Any, page: Page, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone, self.page = ZoneInfo(page.time_zone), page
        self.fields["starts_at"] = MomentField(
            zone=zone, label="From", required=False, help_text=f"In {zone.key}. Empty: now."
        )
        self.fields["ends_at"] = MomentField(
            zone=zone,
            label="Until",
            required=False,
            help_text=f"In {zone.key}. Empty: until it is taken down.",
        )
        for one in page.languages[1:]:
            name = LANGUAGES[one]
            self.fields[f"title_{one}"] = line_field(f"Title, {name}", required=False)
            self.fields[f"text_{one}"] = text_field(f"Text, {name}", required=False)
        self.fields["audiences"] = audience_field()

    def facts(self) -> dict[str, Any]:
        """As `announce` takes them."""
        typed = self.cleaned_data
        names = ("title", "text", "tone", "link", "in_product", "starts_at", "ends_at")
        said = {
            one: {part: typed[f"{part}_{one}"] for part in ("title", "text")}
            for one in self.page.languages[1:]
        }
        return {
            **{name: typed[name] for name in names},
            "audiences": list(typed["audiences"]),
            "translations": {one: words for one, words in said.items() if words["title"]},
        }


class TemplateForm(forms.Form):
    """Words for the next time."""

    name = line_field("Name", longest=80, help_text="How we call it.")
    status = choice_field("Begins as", NoticeStatus.choices)
    title = line_field("Title")
    text = text_field(
        "Text",
        rows=4,
        help_text="A place like {{what}} is filled in by a person; {{page}}, {{date}} and "
        "{{time}} by themselves.",
    )
    tell = forms.BooleanField(label="Tell subscribers", required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        template: NoticeTemplate | None,
        components: Iterable[Component],
        **kwargs: Any,
    ) -> None:
        if template is not None:
            kwargs["initial"] = {name: getattr(template, name) for name in self.base_fields}
            named = template.components.values_list("public_id", flat=True)
            kwargs["initial"]["components"] = list(named)
        super().__init__(*args, **kwargs)
        self.fields["components"] = forms.MultipleChoiceField(
            label="Components",
            choices=[(one.public_id, str(one)) for one in components],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields}


class PageForm(forms.ModelForm[Page]):
    """What the page is."""

    languages = forms.MultipleChoiceField(
        choices=list(LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="The first is the page's own; others have addresses of their own.",
    )

    support_url = forms.URLField(
        label="Where customers get help", required=False, assume_scheme="https"
    )

    class Meta:
        model = Page
        fields = (
            "name", "description", "time_zone", "languages", "support_url", "security_contact",
            "flip_seconds", "private",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "flip_seconds": "Seconds a change must last before anybody is told",
            "private": "Private: readable only by people who signed in",
        }
        for name, field in self.fields.items():
            field.label = labels.get(name, field.label)
            if name not in {"languages", "private"}:
                field.widget.attrs["class"] = "input"

    def clean_languages(self) -> list[str]:
        """The page's own stays first."""
        own = self.instance.languages[0]
        chosen: list[str] = self.cleaned_data["languages"]
        return sorted(chosen, key=lambda one: (one != own, list(LANGUAGES).index(one)))


class AudienceForm(forms.Form):
    """A circle of people."""

    name = line_field("Name", longest=80)
    members = forms.ModelMultipleChoiceField(
        queryset=User.objects.filter(is_active=True).order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Signed in, they see what is this audience's.",
    )
