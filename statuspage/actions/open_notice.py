"""Tell the public of new trouble."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from portal.web.lines import one_line
from statuspage.actions.write_update import record_update
from statuspage.models import Audience, Notice
from statuspage.values import NoticeWords


@transaction.atomic
def open_notice(
    *,
    title: str,
    words: NoticeWords,
    started_at: datetime,
    key: str,
    by_name: str,
    at: datetime,
    audiences: Sequence[Audience] = (),
    titles: Mapping[str, str] | None = None,
) -> Notice:
    """Make the notice with its first update; the same key twice is the first one. `titles`
    are the title in other languages."""
    notice, created = Notice.objects.get_or_create(
        key=key,
        defaults={
            "title": one_line(title),
            "status": "investigating",
            "started_at": min(started_at, at),
            "created_at": at,
            "updated_at": at,
            "translations": dict(titles or {}),
        },
    )
    if created:
        notice.audiences.set(audiences)
        record_update(notice=notice, words=words, key=f"{key}:first", by_name=by_name, at=at)
    return notice
