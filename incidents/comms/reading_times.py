"""When the next update comes, as people type it."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)\s*([a-z]{1,5})?", re.IGNORECASE)
_SPAN = re.compile(
    r"(?:in\s+)?(?:(\d{1,2})\s*h(?:ours?)?)?\s*(?:(\d{1,4})\s*(?:m(?:in(?:utes?)?)?)?)?",
    re.IGNORECASE,
)
HALF_A_DAY = timedelta(hours=12)


class UnreadableTime(ValueError):
    """The text names no time."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}” is no time. Write 15:15, 15:15 UTC, or 30 for minutes.")


def read_time(text: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """ "15:15" in the writer's zone, "15:15 UTC", "30", "in 30 min", "1 h 30": the instant
    meant. A time just passed stays in the past; one of the small hours means tomorrow's.

    Raises UnreadableTime, also for a zone that is neither UTC nor the writer's.
    """
    typed = text.strip()
    clock = _CLOCK.fullmatch(typed)
    if clock is not None:
        return _at_clock(clock, typed, now=now, zone=zone)
    span = _SPAN.fullmatch(typed)
    if span is None or not (span.group(1) or span.group(2)):
        raise UnreadableTime(typed)
    return now + timedelta(hours=int(span.group(1) or 0), minutes=int(span.group(2) or 0))


def _at_clock(clock: re.Match[str], typed: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    local = now.astimezone(zone)
    name = (clock.group(3) or "").upper()
    if name in ("UTC", "Z", "GMT"):
        local = now.astimezone(UTC)
    elif name and name != (local.tzname() or "").upper():
        raise UnreadableTime(typed)
    meant = local.replace(
        hour=int(clock.group(1)), minute=int(clock.group(2)), second=0, microsecond=0
    )
    if now - meant > HALF_A_DAY:
        meant += timedelta(days=1)
    return meant.astimezone(UTC)
