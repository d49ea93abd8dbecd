"""Which labels a rule or a suppression means.

A condition per label, as JSON and as the line people write:

    "pay"              team = pay
    ["pay", "core"]    team in pay, core
    {"like": "pay-*"}  team like pay-*        * is any text, ? is one character
    true, false        team present, team absent
"""

import re
from collections.abc import Mapping
from typing import Any

MOST_CONDITIONS = 20
MOST_VALUES = 100
LONGEST = 200
_LINE = re.compile(
    r"(?P<label>[^\s=]+)\s*(?:(?P<sign>=)|\s(?P<word>in|like|present|absent)\b)\s*(?P<value>.*)",
    re.IGNORECASE,
)

Condition = str | list[str] | dict[str, str] | bool
Conditions = dict[str, Condition]


class Unclear(ValueError):
    """Conditions that say nothing certain; the text says which line and what to write."""


def fits(conditions: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Whether every condition holds; none fits everything."""
    return all(_holds(what, labels.get(name)) for name, what in conditions.items())


def _holds(what: Condition, value: str | None) -> bool:
    if isinstance(what, bool):
        return (value is not None) == what
    if value is None:
        return False
    if isinstance(what, dict):
        return like(what.get("like", ""), value)
    return value in what if isinstance(what, list) else value == what


def like(pattern: str, text: str) -> bool:
    """Whether the whole text is as the pattern says, in at most their product of steps."""
    at = place = 0
    star, kept = -1, 0
    while place < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, kept = at, place
            at += 1
        elif at < len(pattern) and pattern[at] in {"?", text[place]}:
            at += 1
            place += 1
        elif star >= 0:
            kept += 1
            at, place = star + 1, kept
        else:
            return False
    return not pattern[at:].strip("*")


def check(conditions: Any) -> None:
    """Raises Unclear where the JSON holds anything else than conditions."""
    if not isinstance(conditions, dict):
        raise Unclear('Conditions are an object of labels, like {"team": "pay"}.')
    if len(conditions) > MOST_CONDITIONS:
        raise Unclear(f"At most {MOST_CONDITIONS} conditions; split the rule in two.")
    for label, what in conditions.items():
        values = what if isinstance(what, list) else [what]
        if isinstance(what, dict):
            if set(what) != {"like"}:
                raise Unclear(f'{label}: write a pattern as {{"like": "pay-*"}}.')
            values = [what["like"]]
        elif isinstance(what, bool):
            continue
        if not values or len(values) > MOST_VALUES:
            raise Unclear(f"{label}: give 1 to {MOST_VALUES} values.")
        if not all(isinstance(one, str) and 0 < len(one) <= LONGEST for one in values):
            raise Unclear(f"{label}: a value is a text of 1 to {LONGEST} characters.")


def read(text: str) -> Conditions:
    """The conditions people wrote, one a line; raises Unclear naming the line."""
    found: Conditions = {}
    for number, line in enumerate(text.splitlines(), start=1):
        written = line.strip()
        if not written:
            continue
        label, what = _condition(written, number)
        if label in found:
            raise Unclear(f"Line {number}: {label} has a condition already. Use “{label} in a, b”.")
        found[label] = what
    check(found)
    return found


def _condition(line: str, number: int) -> tuple[str, Condition]:
    matched = _LINE.fullmatch(line)
    if matched is None:
        raise Unclear(
            f"Line {number}: write “team = pay”, “team in pay, core”, “team like pay-*”, "
            "“team present” or “team absent”."
        )
    label, value = matched["label"], matched["value"].strip()
    word = (matched["sign"] or matched["word"]).lower()
    if word in {"present", "absent"}:
        if value:
            raise Unclear(f"Line {number}: nothing follows “{word}”.")
        return label, word == "present"
    if not value:
        raise Unclear(f"Line {number}: say which value {label} has.")
    if word == "like":
        return label, {"like": value}
    if word == "in":
        return label, [one.strip() for one in value.split(",") if one.strip()]
    return label, value


def written(conditions: Mapping[str, Any]) -> list[str]:
    """The lines people would write."""
    return [_line(label, what) for label, what in conditions.items()]


def _line(label: str, what: Condition) -> str:
    if isinstance(what, bool):
        return f"{label} {'present' if what else 'absent'}"
    if isinstance(what, dict):
        return f"{label} like {what.get('like', '')}"
    if isinstance(what, list):
        return f"{label} in {', '.join(what)}"
    return f"{label} = {what}"
