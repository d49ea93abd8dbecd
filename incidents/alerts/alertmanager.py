"""Alertmanager's webhook, version 4: bytes in, frozen values out.

Source: Prometheus Alertmanager documentation, `webhook_config`. Times carry nanoseconds;
year 1 means "not ended" and is dropped before any conversion.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

MOST_BYTES = 512 * 1024
MOST_NESTING = 20
NOT_ENDED = "0001-01-01"


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
    if _nesting(raw) > MOST_NESTING:
        raise Unreadable(f"The JSON is nested deeper than {MOST_NESTING} levels.")
    try:
        body = json.loads(raw)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"The body is no JSON: {error}") from error
    if not isinstance(body, dict):
        raise Unreadable("The body must be a JSON object with a list `alerts`.")
    if "\\u0000" in json.dumps(body):
        raise Unreadable("The body holds a NUL character.")
    return body


def _nesting(raw: bytes) -> int:
    depth = deepest = 0
    in_string = escaped = False
    for byte in raw:
        if in_string:
            if escaped:
                escaped = False
            elif byte == ord("\\"):
                escaped = True
            elif byte == ord('"'):
                in_string = False
        elif byte == ord('"'):
            in_string = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
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
