"""Bytes to JSON within bounds, and values out of JSON that nobody promised anything about."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from incidents.alerts.formats.shapes import Unreadable

MOST_BYTES = 512 * 1024
MOST_NESTING = 20
NOT_ENDED = "0001-01-01"
MOST_LABELS = 100
_STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"')
_BRACKETS = re.compile(rb"[\[\]{}]")
_UNWRITABLE = re.compile(rb"\\u(0000|[dD][89a-fA-F])")
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
# Seconds since 1970 up to the year 9999; larger numbers are milliseconds.
_MOST_SECONDS = 253_402_300_799


def decode(raw: bytes) -> dict[str, Any]:
    """The body as a JSON object; raises Unreadable."""
    try:
        body = json.loads(raw.decode(), parse_constant=_no_number)
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise Unreadable(f"The body is no JSON: {error}") from error
    if _depth(raw) > MOST_NESTING:
        raise _too_deep()
    if not isinstance(body, dict):
        raise Unreadable("The body must be a JSON object.")
    if _UNWRITABLE.search(raw):
        _must_be_writable(raw, body)
    return body


def _must_be_writable(raw: bytes, body: dict[str, Any]) -> None:
    """The database keeps neither NUL nor half a character."""
    try:
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Unreadable("A text holds half a character.") from error
    if _NUL.search(raw):
        raise Unreadable("A text holds the character NUL.")


def _too_deep() -> Unreadable:
    return Unreadable(f"The JSON is nested deeper than {MOST_NESTING} levels.")


def _no_number(written: str) -> None:
    raise Unreadable(f"{written} is no number in JSON.")


def _depth(raw: bytes) -> int:
    """How deep the brackets outside strings stand; `raw` is JSON."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub(b"", raw)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def section(value: Any, where: str) -> dict[str, Any]:
    """An object; an absent one is empty. Raises Unreadable."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unreadable(f"{where} must be an object.")
    return value


def text(value: Any, most: int = 4000) -> str:
    """Words and numbers as text, everything else as JSON, absent as nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value[:most]
    if isinstance(value, bool | dict | list):
        return json.dumps(value)[:most]
    return str(value)[:most]


def texts(value: Any, where: str) -> dict[str, str]:
    """An object as labels: the first MOST_LABELS of them."""
    named = list(section(value, where).items())[:MOST_LABELS]
    return {name[:200]: text(one) for name, one in named}


def web_address(value: Any) -> str:
    """An address of the web, or nothing."""
    found = text(value, 1000).strip()
    return found if found.startswith(("https://", "http://")) else ""


def moment(value: Any, where: str) -> datetime | None:
    """ISO 8601 with its zone, in UTC; year 1 means "not ended" and is dropped before any
    conversion, which it would overflow. Raises Unreadable."""
    if not value or str(value).startswith(NOT_ENDED):
        return None
    try:
        found = datetime.fromisoformat(str(value).strip())
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"{where} is no time: {text(value, 80)!r}.") from error
    raise Unreadable(f"{where} has no time zone: {text(value, 80)!r}.")


def epoch(value: Any) -> datetime | None:
    """Seconds or milliseconds since 1970, as a number or in digits; None for what is neither."""
    try:
        number = float(value) if isinstance(value, int | float | str) else 0.0
        if number > _MOST_SECONDS:
            number /= 1000
        return datetime.fromtimestamp(number, UTC) if number >= 1 else None
    except (ValueError, OverflowError, OSError):
        return None


def any_moment(value: Any, where: str) -> datetime | None:
    """A time in whichever way sources write one; one without a zone is UTC. Raises
    Unreadable."""
    found = epoch(value)
    if found is not None or not value or isinstance(value, bool | int | float):
        return found
    written = str(value).strip()
    try:
        # Some clients write both an offset and Z.
        return moment(re.sub(r"([+-]\d\d:?\d\d)Z$", r"\1", written), where)
    except Unreadable:
        return moment(f"{written}+00:00", where)
