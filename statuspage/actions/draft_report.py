"""Keep a report that customers do not read yet."""

from datetime import datetime

from django.db import transaction

from statuspage.actions.publish_report import LONGEST_REPORT, ReportTooLong, publish_report
from statuspage.actions.write_update import NothingToSay, StatusOutOfPlace, lock_notice
from statuspage.models import Notice


@transaction.atomic
def draft_report(*, public_id: str, text: str, by_name: str, at: datetime) -> Notice:
    """Nobody outside sees it until it is published; one that is published already is
    replaced. Raises NoSuchNotice, NothingToSay, ReportTooLong, or StatusOutOfPlace for
    maintenance."""
    notice = lock_notice(public_id)
    if notice.report_published_at is not None:
        return publish_report(public_id=public_id, text=text, by_name=by_name, at=at)
    if notice.is_maintenance:
        raise StatusOutOfPlace("Planned maintenance has no report.")
    if not text.strip():
        raise NothingToSay("Write the report before keeping it.")
    if len(text) > LONGEST_REPORT:
        raise ReportTooLong(f"Write at most {LONGEST_REPORT:,} characters.")
    notice.report = text.strip()
    notice.save(update_fields=["report"])
    return notice
