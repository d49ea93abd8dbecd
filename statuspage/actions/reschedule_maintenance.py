"""The planned work happens at another time."""

from datetime import datetime

from django.db import transaction

from statuspage.actions.write_update import StatusOutOfPlace, lock_notice, record_update
from statuspage.maintenance import UnusableWindow, check_window, set_alarms
from statuspage.models import Notice, NoticeStatus
from statuspage.values import NoticeWords


@transaction.atomic
def reschedule_maintenance(
    *,
    public_id: str,
    scheduled_for: datetime,
    scheduled_until: datetime,
    text: str,
    by_name: str,
    at: datetime,
    tell: bool = True,
) -> Notice:
    """Move the window, tell those who were told of the old one, and set its timers anew; work
    under way can only end at another time. The same window again changes nothing.

    Raises NoSuchNotice, UnusableWindow, NothingToSay or StatusOutOfPlace.
    """
    notice = lock_notice(public_id)
    if not notice.is_maintenance or notice.has_ended:
        raise StatusOutOfPlace("Only planned maintenance can be moved. Schedule a new one.")
    if (notice.scheduled_for, notice.scheduled_until) == (scheduled_for, scheduled_until):
        return notice
    check_window(scheduled_for, scheduled_until, at=at)
    under_way = notice.status != NoticeStatus.SCHEDULED
    if under_way and scheduled_for != notice.scheduled_for:
        raise UnusableWindow("The work has begun: only its end can be moved.")
    notice.scheduled_for, notice.scheduled_until = scheduled_for, scheduled_until
    notice.sequence += 1
    if not under_way:
        notice.started_at, notice.reminded_at = scheduled_for, None
    words = NoticeWords(status=notice.status, status_text=text, tell=tell)
    key = f"maintenance:{notice.pk}:{notice.sequence}:moved"
    record_update(notice=notice, words=words, key=key, by_name=by_name, at=at)
    set_alarms(notice, at=at)
    return notice
