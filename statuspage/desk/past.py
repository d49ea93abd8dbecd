"""The form in which past trouble is entered."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from portal.web.moments import MomentField
from statuspage.actions.backfill_notice import PastUpdate
from statuspage.actions.fill_template import places_in
from statuspage.desk.composing import audience_field, choice_field, line_field, text_field
from statuspage.models import Component, ComponentStatus, NoticeStatus, Page

WORST = (
    ComponentStatus.DEGRADED_PERFORMANCE,
    ComponentStatus.PARTIAL_OUTAGE,
    ComponentStatus.MAJOR_OUTAGE,
)


class PastForm(forms.Form):
    """An incident that began and ended before `now`."""

    title = line_field("Title", help_text="What customers see, in their words.")
    opening = text_field(
        "What was said at the start", required=False, help_text="Empty: nothing was said then."
    )
    closing = text_field("What was said at the end")
    key = forms.CharField(widget=forms.HiddenInput, max_length=70)

    def __init__(
        self, *args: Any, page: Page, components: Iterable[Component], now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.components, self._now = list(components), now
        zone = ZoneInfo(page.time_zone)
        self.fields["began"] = MomentField(zone=zone, label="Began")
        self.fields["ended"] = MomentField(zone=zone, label="Ended")
        self.fields["audiences"] = audience_field()
        self.order_fields(("title", "began", "ended", "opening", "closing"))
        for one in self.components:
            self.fields[f"component_{one.public_id}"] = choice_field(
                str(one),
                [("", "was not affected"), *((status.value, status.label) for status in WORST)],
                required=False,
            )

    def main(self) -> list[forms.BoundField]:
        """Everything but the components."""
        return [one for one in self.visible_fields() if not one.name.startswith("component_")]

    def component_fields(self) -> list[forms.BoundField]:
        return [self[f"component_{one.public_id}"] for one in self.components]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for name, text in list(typed.items()):
            if isinstance(text, str) and (left := places_in(text)):
                self.add_error(name, f"Fill in “{left[0]}”, or delete it.")
        began, ended = typed.get("began"), typed.get("ended")
        if began and began > self._now:
            self.add_error("began", "This is not past yet. Publish a notice instead.")
        elif ended and ended > self._now:
            self.add_error("ended", "This is not past yet. If it goes on, publish a notice.")
        elif began and ended and ended <= began:
            self.add_error("ended", "The end must be after the start.")
        return typed

    def updates(self) -> list[PastUpdate]:
        """What was said, at the times it was said."""
        typed = self.cleaned_data
        states = {
            one.public_id: status
            for one in self.components
            if (status := typed[f"component_{one.public_id}"])
        }
        resolved = NoticeStatus.RESOLVED
        if not typed["opening"]:
            return [PastUpdate(typed["ended"], resolved, typed["closing"], components=states)]
        opening = PastUpdate(
            typed["began"], NoticeStatus.INVESTIGATING, typed["opening"], components=states
        )
        return [opening, PastUpdate(typed["ended"], resolved, typed["closing"])]
