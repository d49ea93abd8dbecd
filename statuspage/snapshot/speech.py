"""What the page's frame says, in its languages.

English words are their own keys; `languages/fr.json` and its siblings give the others. No
request header is asked: a language is where its address is.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path

from django.utils import dateformat, translation

FOLDER = Path(__file__).parent / "languages"
OTHERS = ("fr", "es", "de")
NAMES = {"en": "English", "fr": "Français", "es": "Español", "de": "Deutsch"}
# What Django's date formats make of a day, with its weekday.
SHORT = {"en": "D j M", "fr": "D j b", "es": "D j b", "de": "D j. M"}
LONG = {"en": "l j F", "fr": "l j F", "es": r"l j \d\e F", "de": "l, j. F"}
FULL = {"en": "j F Y", "fr": "j F Y", "es": r"j \d\e F \d\e Y", "de": "j. F Y"}
MONTH = {"en": "F Y", "fr": "F Y", "es": r"F \d\e Y", "de": "F Y"}
BRIEF = {"en": "M", "fr": "b", "es": "b", "de": "M"}
DAY_UNIT = {"en": "d", "fr": "j", "es": "d", "de": "T"}
# French counts nothing as one.
SINGULAR = {"en": (1,), "fr": (0, 1), "es": (1,), "de": (1,)}


def say(language: str, words: str, **facts: object) -> str:
    """The words in this language, with the facts put in their places."""
    found = catalogue(language).get(words, words)
    return found.format(**facts) if facts else found


def counted(language: str, number: int, one: str, many: str) -> str:
    """One of two sentences by the number, which stands at `{n}`."""
    return say(language, one if number in SINGULAR[language] else many, n=number)


@cache
def catalogue(language: str) -> dict[str, str]:
    if language not in OTHERS:
        return {}
    found: dict[str, str] = json.loads((FOLDER / f"{language}.json").read_text())
    return found


@cache
def dated(language: str, day: date, formats: str = "short") -> str:
    """A day in words: "Thu 19 Nov" (short), "Thursday 19 November" (long), "19 November
    2026" (full), "November 2026" (month), "Nov" (brief)."""
    known = {"short": SHORT, "long": LONG, "full": FULL, "month": MONTH, "brief": BRIEF}
    with translation.override(language):
        found = str(dateformat.format(day, known[formats][language]))
    return found[:1].upper() + found[1:] if formats == "month" else found


def number(language: str, value: float) -> str:
    """Two decimals, with the comma or point of the language."""
    shown = f"{value:.2f}"
    return shown if language == "en" else shown.replace(".", ",")
