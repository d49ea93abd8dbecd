"""Times and spans as the page writes them, always with the zone's name."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Moment:
    """A time as a machine reads it and as shown."""

    iso: str
    clock: str
    day: str
    near: str

    @property
    def long(self) -> str:
        return f"{self.day}, {self.clock}"


def moment(at: datetime, zone: ZoneInfo, *, now: datetime) -> Moment:
    """`near` leaves the day out where it is today."""
    local = at.astimezone(zone)
    clock = f"{local:%H:%M} {local.tzname() or zone}"
    day = day_name(local.date(), today=now.astimezone(zone).date())
    is_today = local.date() == now.astimezone(zone).date()
    iso = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Moment(iso=iso, clock=clock, day=day, near=clock if is_today else f"{day}, {clock}")


def day_name(day: date, *, today: date) -> str:
    """ "Thu 19 Nov", with the year where it is another one."""
    name = f"{day:%a} {day.day} {day:%b}"
    return name if day.year == today.year else f"{name} {day.year}"


def duration(time: timedelta) -> str:
    """ "41 min", "1 h 26 min", "3 d 4 h"."""
    minutes = max(int(time.total_seconds() // 60), 0)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
