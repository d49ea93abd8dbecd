"""Times as people type them, in the page's zone."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms

from portal.clock.wall import instant

_MINUTES = re.compile(r"(\d{1,4})\s*(?:m|min|minutes)?$", re.IGNORECASE)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?:\s+[A-Za-z+0-9]+)?$")
LONGEST = timedelta(days=1)


def read_promise(typed: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """ "30" is in half an hour, "15:15" the next time it is that late in the zone; nothing is
    no promise. Raises ValidationError."""
    text = typed.strip()
    if not text:
        return None
    if minutes := _MINUTES.match(text):
        time_left = timedelta(minutes=int(minutes[1]))
        if timedelta() < time_left <= LONGEST:
            return now + time_left
    elif clock := _CLOCK.match(text):
        wall = time(int(clock[1]), int(clock[2]))
        today = now.astimezone(zone).date()
        soon = instant(today, wall, zone)
        return soon if soon > now else instant(today + timedelta(days=1), wall, zone)
    raise forms.ValidationError(f"“{text}” is no time. Write 15:15, or 30 for minutes.")
