"""Show a banner that no incident stands behind."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.clock import clock
from portal.people.actions.audit import audit
from portal.people.models import User
from portal.web.lines import one_line
from statuspage.actions.touch_page import touch_page
from statuspage.models import Announcement, Audience

SAME_WITHIN = timedelta(minutes=2)


class CannotAnnounce(ValueError):
    """The banner cannot be shown so; the text says why."""


@transaction.atomic
def announce(
    *,
    title: str,
    by: User,
    at: datetime,
    text: str = "",
    tone: str = "info",
    link: str = "",
    in_product: bool = False,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    audiences: Sequence[Audience] = (),
    translations: Mapping[str, dict[str, str]] | None = None,
) -> Announcement:
    """Show it from `starts_at` (None: now) until `ends_at` (None: until it is withdrawn). The
    same one again within SAME_WITHIN is the first. Raises CannotAnnounce."""
    begins = starts_at or at
    if ends_at is not None and ends_at <= max(begins, at):
        raise CannotAnnounce("The end must be after the start, and not over already.")
    facts: dict[str, Any] = {
        "title": one_line(title)[:160],
        "text": text.strip(),
        "tone": tone,
        "link": link.strip(),
        "in_product": in_product,
        "ends_at": ends_at,
        "translations": dict(translations or {}),
    }
    # Announcers take turns at the page, whose row counts the change.
    touch_page(at=at)
    same = Announcement.objects.filter(
        **facts, withdrawn_at=None, created_at__gte=at - SAME_WITHIN
    ).first()
    if same is not None:
        return same
    banner = Announcement(**facts, starts_at=begins, by_name=by.get_full_name(), created_at=at)
    try:
        banner.full_clean()
    except ValidationError as refusal:
        raise CannotAnnounce(" ".join(refusal.messages)) from refusal
    banner.save()
    banner.audiences.set(audiences)
    for moment, key in ((begins, "start"), (ends_at, "end")):
        if moment is not None and moment > at:
            clock.set("statuspage.banner_turns", about=banner, at=moment, key=key)
    audit(
        by=by,
        at=at,
        verb="announced",
        subject=f"statuspage.announcement:{banner.pk}",
        subject_name=banner.title,
        after={"text": banner.text, "tone": banner.tone},
    )
    return banner
