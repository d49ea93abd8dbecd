"""Alertmanager's webhook, version 4: bytes in, frozen values out.

Source: Prometheus Alertmanager documentation, `webhook_config`. Times carry nanoseconds;
year 1 means "not ended" and is dropped before any conversion.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

MOST_BYTES = 512 * 1024
MOST_NESTING = 20
NOT_ENDED = "0001-01-01"
_STRINGS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"')
_BRACKETS = re.compile(rb"[\[\]{}]")


class Unreadable(ValueError):
    """The body is not what Alertmanager sends; the text says where."""


@dataclass(frozen=True)
class FiredAlert:
    fingerprint: str
    status: str
    labels: dict[str, str]
    annotations: dict[str, str]
    starts_at: datetime
    ends_at: datetime | None
    generator_url: str

    @property
    def title(self) -> str:
        name = self.annotations.get("summary") or self.labels.get("alertname") or "Alert"
        return name[:200]


@dataclass(frozen=True)
class Notification:
    group_key: str
    alerts: list[FiredAlert]


def decode(raw: bytes) -> dict[str, Any]:
    """The body as JSON, within bounds; raises Unreadable."""
    try:
        body = json.loads(raw.decode(), parse_constant=_no_number)
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise Unreadable(f"The body is no JSON: {error}") from error
    if _depth(raw) > MOST_NESTING:
        raise _too_deep()
    if not isinstance(body, dict):
        raise Unreadable("The body must be a JSON object with a list `alerts`.")
    return body


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


def parse(body: dict[str, Any]) -> Notification:
    """Check the shape and read it; raises Unreadable naming the field."""
    alerts = body.get("alerts")
    if not isinstance(alerts, list) or not alerts:
        raise Unreadable("`alerts` must be a list with at least one alert.")
    return Notification(
        group_key=str(body.get("groupKey") or "")[:500],
        alerts=[_alert(one, number) for number, one in enumerate(alerts)],
    )


def _alert(one: Any, number: int) -> FiredAlert:
    where = f"alerts[{number}]"
    if not isinstance(one, dict):
        raise Unreadable(f"{where} must be an object.")
    status = one.get("status")
    if status not in {"firing", "resolved"}:
        raise Unreadable(f"{where}.status must be firing or resolved, not {status!r}.")
    labels = _texts(one.get("labels"), f"{where}.labels")
    fingerprint = str(one.get("fingerprint") or "")[:120]
    if not fingerprint:
        raise Unreadable(f"{where}.fingerprint is missing.")
    starts_at = _moment(one.get("startsAt"), f"{where}.startsAt")
    if starts_at is None:
        raise Unreadable(f"{where}.startsAt is missing.")
    ends_at = _moment(one.get("endsAt"), f"{where}.endsAt")
    if status == "resolved" and ends_at is None:
        raise Unreadable(f"{where}.endsAt is missing though the alert is resolved.")
    return FiredAlert(
        fingerprint=fingerprint,
        status=status,
        labels=labels,
        annotations=_texts(one.get("annotations"), f"{where}.annotations"),
        starts_at=starts_at,
        ends_at=ends_at if status == "resolved" else None,
        generator_url=str(one.get("generatorURL") or "")[:1000],
    )


def _texts(value: Any, where: str) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unreadable(f"{where} must be an object.")
    return {str(name)[:200]: str(text)[:4000] for name, text in value.items()}


def _moment(value: Any, where: str) -> datetime | None:
    if not value or str(value).startswith(NOT_ENDED):
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise Unreadable(f"{where} is no time: {value!r}.") from error
    if moment.tzinfo is None:
        raise Unreadable(f"{where} has no time zone: {value!r}.")
    return moment.astimezone(UTC)
