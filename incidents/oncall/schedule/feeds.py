"""Duties as a calendar (RFC 5545): who and when, nothing of incidents."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from incidents.oncall.models import CalendarFeed, DutyKind, Shift

CONTENT_TYPE = "text/calendar; charset=utf-8"
BACK, AHEAD = timedelta(days=30), timedelta(days=120)


def duty_calendar(feed: CalendarFeed, *, at: datetime) -> bytes:
    """The same shifts are the same bytes: an event's stamp and sequence are those of its last
    change, its UID is made of rotation and beginning and never changes. What ended long ago
    falls off by whole months."""
    calendar = Calendar()
    calendar.add("prodid", "-//Allclear//On call//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"On call: {feed.team or feed.owner}")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for shift in _shifts(feed, at=at):
        calendar.add_component(_event(shift, feed))
    written: bytes = calendar.to_ical(sorted=False)
    return written


def _shifts(feed: CalendarFeed, *, at: datetime) -> list[Shift]:
    since = (at - BACK).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    rows = Shift.objects.between(since, at + AHEAD).with_people().in_order()
    if feed.team is not None:
        shown = rows.filter(rotation__team=feed.team)
        return [one for one in shown if one.person_id or one.kind == DutyKind.GAP]
    return list(rows.filter(person=feed.owner))


def _event(shift: Shift, feed: CalendarFeed) -> Event:
    event = Event()
    changed = shift.written_at.replace(microsecond=0)
    host = urlsplit(settings.SITE_URL).hostname
    who = shift.person or "nobody"
    event.add("uid", f"duty-{shift.rotation_id}-{shift.starts_at:%Y%m%dT%H%M%SZ}@{host}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", shift.edition)
    event.add("dtstart", shift.starts_at)
    event.add("dtend", shift.ends_at)
    event.add("summary", f"{shift.rotation}: {who}" if feed.team else f"On call: {shift.rotation}")
    event.add("description", f"{settings.SITE_URL}/portal/on-call/")
    event.add("status", "CONFIRMED")
    event.add("categories", ["On call"])
    event.add("transp", "TRANSPARENT")
    return event
