"""Time zones a person can choose."""

from zoneinfo import available_timezones


def zone_names() -> list[str]:
    return ["UTC", *sorted(name for name in available_timezones() if "/" in name)]
