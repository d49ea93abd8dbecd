"""What templates say with."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.web import prose as prose_module
from portal.web import times

register = template.Library()


def _zone(context: dict[str, Any]) -> ZoneInfo:
    user = getattr(context.get("request"), "user", None)
    return times.zone_of(getattr(user, "time_zone", ""))


def _tag(at: datetime, text: str) -> SafeString:
    iso = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return format_html('<time datetime="{}">{}</time>', iso, text)


@register.simple_tag(takes_context=True)
def when(context: dict[str, Any], at: datetime | None) -> str:
    """Day and time in the reader's zone, with the zone's name."""
    return _tag(at, times.spelled(at, _zone(context))) if at else ""


@register.simple_tag(takes_context=True)
def clock(context: dict[str, Any], at: datetime | None) -> str:
    """The time of day in the reader's zone, with the zone's name."""
    return _tag(at, times.clock_time(at, _zone(context))) if at else ""


@register.simple_tag(takes_context=True)
def between(context: dict[str, Any], start: datetime, end: datetime) -> str:
    """A span in the reader's zone; of one day the day is said once."""
    zone = _zone(context)
    first, last = start.astimezone(zone), end.astimezone(zone)
    said = times.spelled(start, zone)
    if first.date() == last.date() and first.tzname() == last.tzname():
        said = said.removesuffix(f" {first.tzname()}")
        return format_html("{}–{}", _tag(start, said), _tag(end, times.clock_time(end, zone)))
    return format_html("{} to {}", _tag(start, said), _tag(end, times.spelled(end, zone)))


@register.simple_tag
def ago(at: datetime, now: datetime) -> str:
    return f"{times.duration(now - at)} ago"


@register.simple_tag
def due_words(at: datetime, now: datetime) -> times.Due:
    return times.due(at, now)


@register.filter
def lasting(time: timedelta) -> str:
    return times.duration(time)


@register.filter
def until_now(at: datetime, now: datetime) -> str:
    return times.duration(now - at)


@register.filter
def prose(text: str) -> SafeString:
    """Markdown as clean HTML; see `portal.web.prose`."""
    return mark_safe(prose_module.prose(text))  # noqa: S308


@register.filter
def web_address(text: str) -> str:
    """A link's target, if it leads to the web; nowhere otherwise, whatever was stored."""
    return text if text.lower().startswith(("https://", "http://")) else "#"
