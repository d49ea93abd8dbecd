"""The planned work takes longer."""

from datetime import datetime

from django.db import transaction

from statuspage.actions.write_update import lock_notice, record_update
from statuspage.maintenance import OVERRUNS, said_in_all
from statuspage.models import Notice, Page
from statuspage.models.notice import UNDER_WAY
from statuspage.values import NoticeWords


@transaction.atomic
def admit_overrun(*, public_id: str, by_name: str, at: datetime) -> Notice:
    """Say, once for each window, that work goes on beyond the planned end; nothing happens
    where none goes on."""
    notice = lock_notice(public_id)
    if notice.status not in UNDER_WAY:
        return notice
    said, others = said_in_all(OVERRUNS, page_language=Page.objects.the_page().languages[0])
    words = NoticeWords(status=notice.status, status_text=said, translations=others, automatic=True)
    key = f"maintenance:{notice.pk}:{notice.sequence}:overrun"
    if notice.updates.filter(key=key).exists():
        return notice
    return record_update(notice=notice, words=words, key=key, by_name=by_name, at=at)
