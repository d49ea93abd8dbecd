"""Tell the public of new trouble."""

from datetime import datetime

from django.db import transaction

from portal.web.lines import one_line
from statuspage.actions.write_update import record_update
from statuspage.models import Notice
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
) -> Notice:
    """Make the notice with its first update; the same key twice is the first one."""
    notice, created = Notice.objects.get_or_create(
        key=key,
        defaults={
            "title": one_line(title),
            "status": "investigating",
            "started_at": min(started_at, at),
            "created_at": at,
            "updated_at": at,
        },
    )
    if created:
        record_update(notice=notice, words=words, key=f"{key}:first", by_name=by_name, at=at)
    return notice
