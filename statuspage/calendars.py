"""Planned maintenance as a calendar (RFC 5545), for the page and to go with mail."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from statuspage.models import Notice, Page

CONTENT_TYPE = "text/calendar; charset=utf-8"


def maintenance_calendar(
    notices: Iterable[Notice], page: Page, *, texts: Mapping[int, str] | None = None
) -> bytes:
    """A calendar with an event for each of these planned works; `texts` is what there is to
    say of each, by the notice's primary key.

    An event has a UID that never changes; SEQUENCE counts how often it was moved, and the
    stamp is the last change, not now, so that the same facts are the same bytes. Alarms are
    up to whoever reads it.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Allclear//Status page//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{page.name} maintenance")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for notice in notices:
        calendar.add_component(_event(notice, (texts or {}).get(notice.pk, "")))
    written: bytes = calendar.to_ical(sorted=False)
    return written


def _event(notice: Notice, text: str) -> Event:
    url = f"{settings.SITE_URL}/incidents/{notice.public_id}/"
    changed = notice.updated_at.replace(microsecond=0)
    event = Event()
    event.add("uid", f"{notice.public_id}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", notice.sequence)
    event.add("dtstart", notice.scheduled_for)
    event.add("dtend", notice.scheduled_until)
    event.add("summary", notice.title)
    event.add("description", f"{text}\n\n{url}".strip())
    event.add("url", url)
    event.add("status", "CANCELLED" if notice.cancelled_at else "CONFIRMED")
    event.add("categories", ["Maintenance"])
    event.add("transp", "TRANSPARENT")
    return event
