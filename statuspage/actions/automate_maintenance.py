"""Say what planned maintenance does by itself."""

from datetime import datetime

from django.db import transaction

from statuspage.actions.write_update import StatusOutOfPlace, lock_notice
from statuspage.maintenance import set_alarms
from statuspage.models import Notice


@transaction.atomic
def automate_maintenance(
    *,
    public_id: str,
    at: datetime,
    auto_start: bool | None = None,
    auto_end: bool | None = None,
    remind_minutes: int | None = None,
) -> Notice:
    """Whether it begins and ends by timers, and how long before subscribers are reminded (0
    is never); None leaves it as it is. Raises NoSuchNotice or StatusOutOfPlace."""
    notice = lock_notice(public_id)
    if not notice.is_maintenance or notice.has_ended:
        raise StatusOutOfPlace("Only planned maintenance begins and ends by itself.")
    if auto_start is not None:
        notice.auto_start = auto_start
    if auto_end is not None:
        notice.auto_end = auto_end
    if remind_minutes is not None:
        notice.remind_minutes = remind_minutes or None
    notice.save(update_fields=["auto_start", "auto_end", "remind_minutes"])
    set_alarms(notice, at=at)
    return notice
