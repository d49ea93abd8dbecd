"""Times and durations in words."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SOON = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Due:
    """Words for something due: "in 7 min", "now", "2 min late"."""

    text: str
    tone: str
    iso: str


def zone_of(name: str) -> ZoneInfo:
    """By its name; UTC where nobody knows that."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def duration(time: timedelta) -> str:
    """ "41 min", "1 h 26 min", "3 d 4 h"; never negative."""
    minutes = max(int(time.total_seconds() // 60), 0)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def due(at: datetime, now: datetime) -> Due:
    iso = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    tone = "late" if at < now else "soon" if at - now < SOON else "fine"
    if abs(at - now) < MINUTE:
        return Due("now", tone, iso)
    if at < now:
        return Due(f"{duration(now - at)} late", tone, iso)
    return Due(f"in {duration(at - now)}", tone, iso)


def spelled(at: datetime, zone: ZoneInfo) -> str:
    """ "Thu 19 Nov, 14:45 UTC", in a zone that is always named."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M} {local.tzname()}"


def clock_time(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%H:%M} {local.tzname()}"
