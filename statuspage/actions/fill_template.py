"""Put words into the places of a template."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from statuspage.models import NoticeTemplate, Page
from statuspage.snapshot.facts import site_zone

_PLACE = re.compile(r"\{\{\s*([\w .-]{1,40}?)\s*\}\}")


@dataclass(frozen=True)
class Filled:
    """A title and a text; `missing` are the names nobody gave a value, as they stand."""

    title: str
    text: str
    missing: tuple[str, ...]


def fill_template(*, template: NoticeTemplate, values: Mapping[str, str], at: datetime) -> Filled:
    """Replace ``{{name}}`` by its value, once: what a value holds is never looked into, and
    what has no value stays visible. ``{{page}}``, ``{{date}}`` and ``{{time}}`` are known."""
    page = Page.objects.the_page()
    local = at.astimezone(site_zone(page))
    known = {
        "page": page.name,
        "date": f"{local.day} {local:%B %Y}",
        "time": f"{local:%H:%M} {local.tzname()}",
        **{name: value for name, value in values.items() if value.strip()},
    }
    title, text = (_fill(one, known) for one in (template.title, template.text))
    missing = [one for one in places_in(template.title, template.text) if one not in known]
    return Filled(title=title, text=text, missing=tuple(missing))


def places_in(*texts: str) -> list[str]:
    """The names of the places in these texts, each once, in their order; a text that still
    has one is not fit to be published."""
    return list(dict.fromkeys(name for text in texts for name in _PLACE.findall(text)))


def _fill(text: str, known: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: known.get(place.group(1), place.group(0)), text)
