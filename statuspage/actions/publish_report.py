"""Show customers what was learnt."""

from datetime import datetime

from django.db import transaction

from statuspage.actions.touch_page import touch_page
from statuspage.actions.write_update import (
    NothingToSay,
    StatusOutOfPlace,
    lock_notice,
    record_update,
)
from statuspage.maintenance import said_in_all
from statuspage.models import Notice, NoticeStatus, Page
from statuspage.values import NoticeWords

LONGEST_REPORT = 50_000
PUBLISHED = {
    "en": "The report on this incident is published.",
    "fr": "Le rapport sur cet incident est publié.",
    "es": "El informe sobre este incidente está publicado.",
    "de": "Der Bericht über diesen Vorfall ist veröffentlicht.",
}


class ReportTooLong(ValueError):
    """More than anybody reads."""


@transaction.atomic
def publish_report(
    *, public_id: str, text: str, by_name: str, at: datetime, tell: bool = False
) -> Notice:
    """Put the report (Markdown) on the notice's page; a later text replaces it, silently.

    The first time the notice says so and comes to `postmortem`. Raises NoSuchNotice,
    NothingToSay, ReportTooLong, or StatusOutOfPlace for what has not ended.
    """
    notice = lock_notice(public_id)
    if notice.is_maintenance or not notice.has_ended:
        raise StatusOutOfPlace("Resolve the incident on the page first; its report comes after.")
    if not text.strip():
        raise NothingToSay("Write the report before publishing it.")
    if len(text) > LONGEST_REPORT:
        raise ReportTooLong(f"Write at most {LONGEST_REPORT:,} characters.")
    notice.report = text.strip()
    if notice.report_published_at is not None:
        notice.updated_at = at
        notice.save(update_fields=["report", "updated_at"])
        touch_page(at=at)
        return notice
    notice.report_published_at = at
    said, others = said_in_all(PUBLISHED, page_language=Page.objects.the_page().languages[0])
    words = NoticeWords(
        status=NoticeStatus.POSTMORTEM, status_text=said, translations=others, tell=tell
    )
    key = f"report:{notice.pk}"
    return record_update(notice=notice, words=words, key=key, by_name=by_name, at=at)
