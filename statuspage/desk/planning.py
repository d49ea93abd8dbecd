"""Forms and the month of planned maintenance."""

import uuid
from calendar import Calendar
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from portal.web.moments import MomentField
from statuspage.actions.fill_template import fill_template, places_in
from statuspage.desk.composing import (
    LANGUAGES,
    TranslatedForm,
    audience_field,
    choice_field,
    line_field,
    text_field,
)
from statuspage.models import Component, Notice, NoticeTemplate, Page
from statuspage.recurrence import UnusableRule, check_rule, occurrences

SHOWN = 5
YEAR = timedelta(days=400)
OWN = "own"
REPEATS = (
    ("", "Once"),
    ("daily", "Every day"),
    ("weekly", "Every week on that day"),
    ("weekday", "Every month on that weekday, like the first Saturday"),
    ("date", "Every month on that date"),
    (OWN, "Own rule"),
)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_IN_EVERY_MONTH = 28


def rule_of(chosen: str, day: date) -> str:
    """The rule of one of REPEATS that begins on this day. A fifth weekday means the last of
    the month, and a date that a month lacks its last day."""
    name = _DAYS[day.weekday()]
    if chosen == "daily":
        return "FREQ=DAILY"
    if chosen == "weekly":
        return f"FREQ=WEEKLY;BYDAY={name}"
    if chosen == "weekday":
        which = -1 if day.day > _IN_EVERY_MONTH else (day.day - 1) // 7 + 1
        return f"FREQ=MONTHLY;BYDAY={which}{name}"
    if day.day <= _IN_EVERY_MONTH:
        return f"FREQ=MONTHLY;BYMONTHDAY={day.day}"
    dates = ",".join(str(one) for one in range(_IN_EVERY_MONTH, day.day + 1))
    return f"FREQ=MONTHLY;BYMONTHDAY={dates};BYSETPOS=-1"


def begin_with(template: NoticeTemplate | None, *, at: datetime) -> dict[str, Any]:
    """What the form begins with: a key of its own, and prepared words."""
    initial: dict[str, Any] = {"key": uuid.uuid4().hex}
    if template is None:
        return initial
    filled = fill_template(template=template, values={}, at=at)
    components = template.components.values_list("public_id", flat=True)
    return {
        **initial,
        "title": filled.title,
        "text": filled.text,
        "tell": template.tell,
        "components": list(components),
    }


def number_field(label: str, **facts: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "input short"})
    return forms.IntegerField(label=label, widget=widget, **facts)


class PlanForm(TranslatedForm):
    """Maintenance, once or by a rule."""

    text = text_field("What will happen, and what customers will notice", rows=3)
    repeats = choice_field(
        "Repeats", REPEATS, required=False, help_text="Counted from the day it begins."
    )
    rule = line_field(
        "Own rule",
        required=False,
        help_text="As calendars write it: FREQ=WEEKLY;INTERVAL=2;BYDAY=SU is every second Sunday.",
    )
    rule.widget.attrs["placeholder"] = "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU"
    remind_minutes = number_field(
        "Remind before, minutes", required=False, min_value=0, max_value=20160, initial=60
    )
    auto_start = forms.BooleanField(label="Starts by itself", required=False, initial=True)
    auto_end = forms.BooleanField(label="Ends by itself", required=False, initial=True)
    tell = forms.BooleanField(label="Tell subscribers", required=False, initial=True)
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    field_order = ("title", "text", "begins", "ends", "repeats", "rule")

    def __init__(
        self, *args: Any, page: Page, components: Iterable[Component], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.page, self.zone = page, ZoneInfo(page.time_zone)
        self.fields["title"] = line_field("Title", help_text="What customers see.")
        self.fields["begins"] = MomentField(zone=self.zone, label="Begins")
        self.fields["ends"] = MomentField(zone=self.zone, label="Ends")
        self.fields["components"] = forms.MultipleChoiceField(
            label="Components",
            choices=[(one.public_id, str(one)) for one in components],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="Under maintenance while it lasts, and back after it.",
        )
        for one in page.languages[1:]:
            name = LANGUAGES[one]
            self.fields[f"title_{one}"] = line_field(f"Title, {name}", required=False)
            self.fields[f"text_{one}"] = text_field(f"Words, {name}", required=False)
        self.fields["audiences"] = audience_field()
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for name, text in list(typed.items()):
            if isinstance(text, str) and (left := places_in(text)):
                self.add_error(name, f"Fill in “{left[0]}”, or delete it.")
        begins, ends = typed.get("begins"), typed.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", "The end must be after the start.")
        self._settle_rule(typed)
        if begins and typed.get("rule"):
            try:
                check_rule(typed["rule"], first_at=begins, time_zone=self.page.time_zone)
            except UnusableRule as refusal:
                self.add_error("rule", str(refusal))
            if typed.get("audiences"):
                self.add_error("audiences", "Work that repeats is told to everybody. Choose none.")
        return typed

    def _settle_rule(self, typed: dict[str, Any]) -> None:
        """Make the rule that was chosen of the begin; a rule of one's own stays."""
        chosen, begins = typed.get("repeats"), typed.get("begins")
        if chosen == OWN and not typed.get("rule"):
            self.add_error("rule", "Write the rule, or choose how it repeats.")
        elif chosen != OWN and typed.get("rule"):
            self.add_error("rule", "Choose “Own rule” above, or empty this.")
        elif chosen and chosen != OWN and begins:
            typed["rule"] = rule_of(chosen, begins.astimezone(self.zone).date())

    def coming(self) -> list[datetime]:
        """The first occurrences of the rule, as far as it can be understood."""
        rule, begins = self.cleaned_data.get("rule"), self.cleaned_data.get("begins")
        if not rule or not begins:
            return []
        found = occurrences(
            rule,
            first_at=begins,
            time_zone=self.page.time_zone,
            after=begins - timedelta(seconds=1),
            until=begins + YEAR,
        )
        return found[:SHOWN]

    def shared(self) -> dict[str, Any]:
        """What one and a series have in common."""
        names = ("title", "text", "components", "auto_start", "auto_end", "tell")
        facts = {name: self.cleaned_data[name] for name in names}
        return {**facts, "remind_minutes": self.cleaned_data["remind_minutes"] or None}

    def others(self) -> dict[str, Any]:
        """Title and words in other languages."""
        said = self.cleaned_data
        codes = self.page.languages[1:]
        return {
            "titles": {one: said[f"title_{one}"] for one in codes if said[f"title_{one}"]},
            "translations": {
                one: {"status_text": said[f"text_{one}"]} for one in codes if said[f"text_{one}"]
            },
        }


class MoveForm(forms.Form):
    """Another window."""

    def __init__(self, *args: Any, notice: Notice, page: Page, **kwargs: Any) -> None:
        kwargs["initial"] = {"begins": notice.scheduled_for, "ends": notice.scheduled_until}
        super().__init__(*args, **kwargs)
        zone = ZoneInfo(page.time_zone)
        self.fields["begins"] = MomentField(zone=zone, label="Begins")
        self.fields["ends"] = MomentField(zone=zone, label="Ends")
        self.fields["text"] = text_field("What customers should know of the change")
        self.fields["tell"] = forms.BooleanField(
            label="Tell subscribers", required=False, initial=True
        )


class StepForm(forms.Form):
    """The next step of the work, with words of one's own or the standing ones."""

    step = forms.ChoiceField(
        choices=[(one, one) for one in ("start", "verify", "complete", "cancel", "end_series")]
    )
    text = text_field("Words", required=False, help_text="Empty: the standing words are said.")
    tell = forms.BooleanField(label="Tell subscribers", required=False, initial=True)


def month_of(typed: str, *, today: date) -> date:
    """The first day of a month written 2026-11; this month for anything else."""
    try:
        return datetime.strptime(typed, "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        return today.replace(day=1)


def month_table(
    first: date, notices: Iterable[Notice], *, zone: ZoneInfo, today: date
) -> list[list[dict[str, Any]]]:
    """Weeks of days, Monday first; each day with the work that begins or goes on that day."""
    rows = list(notices)
    weeks = []
    for week in Calendar().monthdatescalendar(first.year, first.month):
        days = []
        for day in week:
            work = [one for one in rows if _covers(one, day, zone)]
            days.append(
                {"day": day, "out": day.month != first.month, "today": day == today, "work": work}
            )
        weeks.append(days)
    return weeks


def _covers(notice: Notice, day: date, zone: ZoneInfo) -> bool:
    begins, ends = notice.scheduled_for, notice.scheduled_until
    if begins is None or ends is None:
        return False
    last = ends - timedelta(microseconds=1)
    return begins.astimezone(zone).date() <= day <= last.astimezone(zone).date()
