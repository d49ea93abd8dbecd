"""Mail about duties: one letter a person, in the zone they live in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string

from portal.people.models import User
from portal.people.zones import zone_of
from portal.post import post
from portal.post.drafts import Draft, Lane, Recipient
from portal.web.times import spelled


@dataclass(frozen=True)
class Letter:
    """`lines` are sentences; the button leads to `path` of this site."""

    subject: str
    lines: tuple[str, ...]
    path: str = "/portal/on-call/"
    button: str = "Open On call"


def send_letter(
    kind: str,
    *,
    key: str,
    to: Iterable[User],
    write: Callable[[ZoneInfo], Letter],
    at: datetime,
    by: User | None = None,
) -> None:
    """Once for each person and key."""
    for person in {one.pk: one for one in to if one.is_active}.values():
        letter = write(zone_of(person))
        context = {"letter": letter, "url": f"{settings.SITE_URL}{letter.path}"}
        post.send(
            Draft(
                kind=kind,
                subject=letter.subject[:240],
                text=render_to_string("mail/duty.txt", context),
                html=render_to_string("mail/duty.html", context),
                key=f"{key}:{person.pk}",
                lane=Lane.UPDATES,
            ),
            to=[Recipient(address=person.email, name=person.name, person=person)],
            at=at,
            by=by,
        )


def between(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """ "Sat 21 Nov, 18:00 UTC to Sun 22 Nov, 09:00 UTC", or one day named once."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    if in_one_day(start, end, zone):
        until = f"{last:%H:%M}" if first.date() == last.date() else "24:00"
        return f"{first:%a} {first.day} {first:%b}, {first:%H:%M}–{until} {first.tzname()}"
    return f"{spelled(start, zone)} to {spelled(end, zone)}"


def in_one_day(start: datetime, end: datetime, zone: ZoneInfo) -> bool:
    """Whether a local day holds it, its midnight too."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    before = (end - timedelta(microseconds=1)).astimezone(zone)
    return first.date() == before.date() and first.tzname() == last.tzname()
