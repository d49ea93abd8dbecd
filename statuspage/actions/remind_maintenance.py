"""Say once more that work is about to begin."""

from datetime import datetime

from django.db import transaction

from statuspage.actions.tell_reminder import tell_reminder
from statuspage.actions.write_update import lock_notice
from statuspage.models import NoticeStatus


@transaction.atomic
def remind_maintenance(*, public_id: str, at: datetime) -> bool:
    """Tell subscribers once for each window; False when there is nothing to remind of."""
    notice = lock_notice(public_id)
    if notice.status != NoticeStatus.SCHEDULED or notice.reminded_at is not None:
        return False
    notice.reminded_at = at
    notice.save(update_fields=["reminded_at"])
    tell_reminder(notice=notice, at=at)
    return True
