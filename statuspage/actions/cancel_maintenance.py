"""The planned work does not happen."""

from datetime import datetime

from django.db import transaction

from statuspage.actions.write_update import StatusOutOfPlace, lock_notice, record_update
from statuspage.models import Notice, NoticeStatus
from statuspage.values import NoticeWords


@transaction.atomic
def cancel_maintenance(
    *, public_id: str, text: str, by_name: str, at: datetime, tell: bool = True
) -> Notice:
    """Call it off and say so to those who were told; called off already, nothing happens.

    It stays in history as cancelled, and for a month in calendars, so that they let go of it.
    Raises NoSuchNotice, NothingToSay, or StatusOutOfPlace for work that has begun.
    """
    notice = lock_notice(public_id)
    if notice.cancelled_at is not None:
        return notice
    if notice.status != NoticeStatus.SCHEDULED:
        raise StatusOutOfPlace("This maintenance has begun. Complete it instead.")
    notice.sequence += 1
    notice.cancelled_at = at
    words = NoticeWords(status=NoticeStatus.COMPLETED, status_text=text, tell=tell)
    key = f"maintenance:{notice.pk}:{notice.sequence}:cancelled"
    return record_update(notice=notice, words=words, key=key, by_name=by_name, at=at)
