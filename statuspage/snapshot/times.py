"""Times and spans as the page writes them, always with the zone's name."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString

from statuspage.snapshot.speech import DAY_UNIT, dated


@dataclass(frozen=True)
class Moment:
    """A time as a machine reads it and as shown; `…_tag` are its HTML elements."""

    iso: str
    clock: str
    day: str
    near: str

    @property
    def long(self) -> str:
        return f"{self.day}, {self.clock}"

    @property
    def clock_tag(self) -> SafeString:
        return self._tag(self.clock)

    @property
    def day_tag(self) -> SafeString:
        return self._tag(self.day)

    @property
    def near_tag(self) -> SafeString:
        return self._tag(self.near)

    @property
    def long_tag(self) -> SafeString:
        return self._tag(self.long)

    def _tag(self, words: str) -> SafeString:
        return format_html('<time datetime="{}">{}</time>', self.iso, words)


def moment(at: datetime, zone: ZoneInfo, *, now: datetime, language: str = "en") -> Moment:
    """`near` leaves the day out where it is today."""
    local = at.astimezone(zone)
    clock = f"{local:%H:%M} {zone_name(local)}"
    today = now.astimezone(zone).date()
    day = day_name(local.date(), today=today, language=language)
    near = clock if local.date() == today else f"{day}, {clock}"
    return Moment(iso=iso(at), clock=clock, day=day, near=near)


def iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def zone_name(local: datetime) -> str:
    """The zone's name; where it has none but its offset, the offset from UTC."""
    name = local.tzname() or str(local.tzinfo)
    return f"UTC{name}" if name[:1] in "+-" else name


def day_name(day: date, *, today: date, language: str = "en") -> str:
    """ "Thu 19 Nov", with the year where it is another one."""
    name = dated(language, day)
    return name if day.year == today.year else f"{name} {day.year}"


def window(begins: datetime, ends: datetime, zone: ZoneInfo, *, language: str = "en") -> str:
    """ "Sunday 22 November, 02:00–03:00 UTC"; the second day where it is another one."""
    first, last = begins.astimezone(zone), ends.astimezone(zone)
    name = zone_name(last)
    if first.date() == last.date():
        clocks = f"{first:%H:%M}–{last:%H:%M} {name}"
        if first.utcoffset() != last.utcoffset():
            clocks = f"{first:%H:%M} {zone_name(first)} – {last:%H:%M} {name}"
        return f"{dated(language, first.date(), 'long')}, {clocks}"
    return (
        f"{dated(language, first.date(), 'long')}, {first:%H:%M} – "
        f"{dated(language, last.date(), 'long')}, {last:%H:%M} {name}"
    )


def duration(time: timedelta, language: str = "en") -> str:
    """ "41 min", "1 h 26 min", "3 d 4 h"."""
    minutes = max(int(time.total_seconds() // 60), 0)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} {DAY_UNIT[language]} {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
