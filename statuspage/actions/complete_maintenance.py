"""The planned work is done."""

from datetime import datetime

from django.db import transaction

from statuspage.actions.write_update import StatusOutOfPlace, lock_notice, record_update
from statuspage.maintenance import DONE, said_in_all
from statuspage.models import Notice, NoticeStatus, Page
from statuspage.values import NoticeWords


@transaction.atomic
def complete_maintenance(
    *, public_id: str, by_name: str, at: datetime, text: str = "", tell: bool = True
) -> Notice:
    """Give the components back and say so; once complete, nothing more happens.

    Without a `text` the standing words are said, in every language. Raises NoSuchNotice, or
    StatusOutOfPlace for work that has not begun.
    """
    notice = lock_notice(public_id)
    if notice.status == NoticeStatus.COMPLETED:
        return notice
    if not notice.is_maintenance or notice.status == NoticeStatus.SCHEDULED:
        raise StatusOutOfPlace("This maintenance has not begun. Cancel it if it will not happen.")
    said, others = said_in_all(DONE, page_language=Page.objects.the_page().languages[0])
    words = NoticeWords(
        status=NoticeStatus.COMPLETED,
        status_text=text or said,
        translations={} if text else others,
        automatic=not text,
        tell=tell,
    )
    key = f"maintenance:{notice.pk}:{notice.sequence}:complete"
    return record_update(notice=notice, words=words, key=key, by_name=by_name, at=at)
