"""The planned work begins."""

from datetime import datetime

from django.db import transaction

from statuspage.actions.write_update import StatusOutOfPlace, lock_notice, record_update
from statuspage.maintenance import BEGUN, said_in_all
from statuspage.models import Notice, NoticeStatus, Page
from statuspage.values import NoticeWords


@transaction.atomic
def start_maintenance(
    *, public_id: str, by_name: str, at: datetime, text: str = "", tell: bool = True
) -> Notice:
    """Put the components under maintenance and say so; once begun, nothing more happens.

    Without a `text` the standing words are said, in every language. Raises NoSuchNotice or
    StatusOutOfPlace.
    """
    notice = lock_notice(public_id)
    if notice.status == NoticeStatus.IN_PROGRESS:
        return notice
    if notice.status != NoticeStatus.SCHEDULED:
        raise StatusOutOfPlace("This is not planned maintenance any more.")
    said, others = said_in_all(BEGUN, page_language=Page.objects.the_page().languages[0])
    words = NoticeWords(
        status=NoticeStatus.IN_PROGRESS,
        status_text=text or said,
        translations={} if text else others,
        automatic=not text,
        tell=tell,
    )
    key = f"maintenance:{notice.pk}:{notice.sequence}:start"
    return record_update(notice=notice, words=words, key=key, by_name=by_name, at=at)
