"""Bytes to JSON within bounds, and values out of JSON that nobody promised anything about."""

import hashlib
import json
import math
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from incidents.alerts.formats.shapes import Unreadable

MOST_BYTES = 512 * 1024
MOST_NESTING = 20
NOT_ENDED = "0001-01-01"
MOST_LABELS = 100
# Of alerts, and of their groups.
LONGEST_KEY, LONGEST_GROUP = 120, 500
_STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"')
_BRACKETS = re.compile(rb"[\[\]{}]")
_UNWRITABLE = re.compile(rb"\\u(0000|[dD][89a-fA-F])")
_PAIR = rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPES = re.compile(rb"(" + _PAIR + rb")|(\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2}))|\\.", re.S)
# What stands where a character cannot be kept.
_IN_PLACE = rb"\ufffd"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Seconds since 1970 up to the year 9999; larger numbers are parts of them.
_MOST_SECONDS = 253_402_300_799


def decode(raw: bytes) -> dict[str, Any]:
    """The body as a JSON object; raises Unreadable."""
    raw = writable(raw)
    if not raw or raw.isspace():
        raise Unreadable("The body is empty.")
    try:
        body = json.loads(raw, parse_constant=_no_number, parse_float=_number)
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise Unreadable(f"The body is no JSON: {error}") from error
    if _depth(raw) > MOST_NESTING:
        raise _too_deep()
    if not isinstance(body, dict):
        raise Unreadable("The body must be a JSON object.")
    return body


def writable(raw: bytes) -> bytes:
    """JSON as the database keeps it: UTF-8, and in place of what it cannot keep (NUL, half a
    character, bytes that are no text) the sign for that. An alert is not lost for a letter."""
    try:
        raw.decode()
    except ValueError:
        raw = raw.decode(json.detect_encoding(raw), errors="replace").encode(errors="replace")
    raw = raw.removeprefix(BYTE_ORDER_MARK)
    return _ESCAPES.sub(_kept, raw) if _UNWRITABLE.search(raw) else raw


def _kept(escape: re.Match[bytes]) -> bytes:
    return _IN_PLACE if escape[2] else escape[0]


def _too_deep() -> Unreadable:
    return Unreadable(f"The JSON is nested deeper than {MOST_NESTING} levels.")


def _no_number(written: str) -> None:
    raise Unreadable(f"{written} is no number in JSON.")


def _number(written: str) -> float:
    """What is infinite here would be kept as digits that nobody can read again."""
    number = float(written)
    if math.isinf(number):
        raise Unreadable(f"{written[:40]} is too large a number.")
    return number


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


def identity(key: str, most: int = LONGEST_KEY) -> str:
    """A key as it is kept: itself, or its digest where it is longer. Cut off, two that differ
    at their ends would become one."""
    key = key.strip()
    return key if len(key) <= most else hashlib.sha256(key.encode(errors="replace")).hexdigest()


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
    """Seconds since 1970, or thousandths, millionths, billionths of them, as a number or in
    digits; None for what is neither."""
    try:
        number = float(value) if isinstance(value, int | float | str) else 0.0
        for _ in range(3):
            number = number / 1000 if number > _MOST_SECONDS else number
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
    for one in (
        # Some clients write both an offset and Z.
        re.sub(r"([+-]\d\d:?\d\d)Z$", r"\1", written),
        re.sub(r" (?:UTC|GMT)$", "+00:00", written),
        # A space before the zone, as GitLab and Ruby write it; its name after it, as Go does.
        re.sub(r"(:\d\d(?:\.\d+)?) ([+-]\d\d:?\d\d)(?: [A-Z]{3,5})?$", r"\1\2", written),
        f"{written}+00:00",
    ):
        try:
            return moment(one, where)
        except Unreadable:
            continue
    return _letter_moment(written, where)


def _letter_moment(written: str, where: str) -> datetime:
    """As letters and HTTP write it: Sat, 21 Nov 2026 10:00:00 GMT."""
    try:
        found = parsedate_to_datetime(written[:60])
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"{where} is no time: {text(written, 80)!r}.") from error


def told_moment(value: Any) -> datetime | None:
    """The time, where one can be read: nothing is lost because its time is written oddly."""
    try:
        return any_moment(value, "The time")
    except Unreadable:
        return None
