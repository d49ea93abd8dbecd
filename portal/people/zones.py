"""Time zones a person can choose."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from portal.people.models import User


def zone_names() -> list[str]:
    return ["UTC", *sorted(name for name in available_timezones() if "/" in name)]


def zone_of(person: User) -> ZoneInfo:
    """Where a person lives; UTC where that is not known."""
    try:
        return ZoneInfo(person.time_zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
