"""Lists of subscribers, in and out."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from statuspage.desk.composing import choice_field, line_field
from statuspage.forms import usable_address
from statuspage.models import Component, Page, Subscriber, SubscriberChannel, Volume

MOST_ROWS = 5000
MOST_BYTES = 2_000_000
COLUMNS = ("address", "channel", "components", "volume", "language")
EXPORTED = (
    *COLUMNS, "state", "created_at", "confirmed_at", "quarantined_at", "quarantine_reason",
)  # fmt: skip
# What a spreadsheet would take for a formula.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")


class AddForm(forms.Form):
    """One address."""

    channel = choice_field("Channel", SubscriberChannel.choices)
    address = line_field("Address", longest=500)
    consent = line_field(
        "They agreed already: how do we know?",
        longest=240,
        required=False,
        help_text="Kept and audited. Empty: they are asked to confirm. Endpoints always are.",
    )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("channel") and typed.get("address"):
            try:
                typed["address"] = usable_address(typed["channel"], typed["address"])
            except ValidationError as refusal:
                self.add_error("address", refusal)
        return typed


class ImportForm(forms.Form):
    """A list, tried first."""

    rows = forms.CharField(
        label="Rows",
        max_length=MOST_BYTES,
        help_text=f"CSV with a first line of {', '.join(COLUMNS)}; only address is needed.",
        widget=forms.Textarea(attrs={"class": "input mono", "rows": 8}),
    )
    consent = line_field(
        "They agreed already: how do we know?",
        longest=240,
        required=False,
        help_text="Kept and audited. Empty: everybody is asked to confirm.",
    )


@dataclass
class Read:
    """What a list says: usable rows, and per line what is wrong."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[tuple[int, str]] = field(default_factory=list)


def read_list(text: str, *, page: Page, components: Iterable[Component]) -> Read:
    """Every line looked at; nothing is written."""
    names = {str(one).lower(): one.public_id for one in components}
    names |= {public_id: public_id for public_id in names.values()}
    read, seen = Read(), set()
    try:
        lines = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), strict=True))
    except csv.Error as error:
        return Read(refusals=[(1, f"This is no CSV: {error}.")])
    if lines and "address" not in lines[0]:
        return Read(refusals=[(1, f"The first line names the columns: {', '.join(COLUMNS)}.")])
    if not lines:
        return Read(refusals=[(1, "There is no row below the first line.")])
    if len(lines) > MOST_ROWS:
        return Read(refusals=[(MOST_ROWS + 1, f"At most {MOST_ROWS:,} rows at once.")])
    for number, line in enumerate(lines, start=2):
        try:
            row = _row(line, names, page)
        except ValidationError as refusal:
            read.refusals.append((number, " ".join(refusal.messages)))
            continue
        who = (row["channel"], row["address"].lower())
        if who in seen:
            read.refusals.append((number, f"{row['address']} is in the list twice."))
        seen.add(who)
        read.rows.append(row)
    return read


def _row(line: dict[str, Any], names: dict[str, str], page: Page) -> dict[str, Any]:
    told = {name: str(line.get(name) or "").strip() for name in COLUMNS}
    channel = told["channel"].lower() or SubscriberChannel.EMAIL.value
    if channel not in SubscriberChannel.values:
        raise ValidationError(f"“{channel}” is none of {', '.join(SubscriberChannel.values)}.")
    volume = told["volume"].lower() or Volume.EVERY.value
    if volume not in Volume.values:
        raise ValidationError(f"“{volume}” is none of {', '.join(Volume.values)}.")
    language = told["language"].lower() or page.languages[0]
    if language not in page.languages:
        raise ValidationError(f"The page does not speak “{language}”.")
    chosen = [one.strip() for one in told["components"].split(";") if one.strip()]
    unknown = [one for one in chosen if one.lower() not in names]
    if unknown:
        raise ValidationError(f"No component of the page is named “{unknown[0]}”.")
    return {
        "channel": channel,
        "address": usable_address(channel, told["address"]),
        "scope": {
            "components": [names[one.lower()] for one in chosen],
            "volume": volume,
            "language": language,
        },
    }


def written_list(subscribers: Iterable[Subscriber]) -> Iterator[str]:
    """Lines of a CSV file, the first naming the columns; no cell is a formula."""
    yield _line(EXPORTED)
    for one in subscribers:
        values = {
            "components": "; ".join(str(component) for component in one.components.all()),
            **{name: getattr(one, name) for name in EXPORTED if name != "components"},
        }
        yield _line(_cell(values[name]) for name in EXPORTED)


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_ACTIVE) else text


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
