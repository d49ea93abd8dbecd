"""Publish a word about a notice."""

from datetime import datetime

from django.db import transaction

from portal.clock import clock
from statuspage.actions.settle_components import release_components, settle_components
from statuspage.actions.touch_page import touch_page
from statuspage.models import Notice, NoticeStatus, NoticeUpdate
from statuspage.models.notice import ENDED
from statuspage.values import NoticeWords


class NothingToSay(ValueError):
    """An update without words."""


class NoSuchNotice(LookupError):
    """The notice does not exist or was retracted."""


class NoticeEnded(ValueError):
    """The notice is resolved; a new trouble needs a new notice."""


@transaction.atomic
def write_update(
    *, public_id: str, words: NoticeWords, key: str, by_name: str, at: datetime
) -> Notice:
    """Add the update, set components, keep or renew the promise, mail subscribers.

    Raises NoSuchNotice, NoticeEnded or NothingToSay.
    """
    notice = Notice.objects.public().select_for_update().filter(public_id=public_id).first()
    if notice is None:
        raise NoSuchNotice("This notice is not on the status page (any more).")
    if NoticeUpdate.objects.filter(key=key).exists():
        return notice
    if notice.has_ended and words.status not in ENDED:
        raise NoticeEnded("This notice is resolved. Publish a new one if the trouble is back.")
    return record_update(notice=notice, words=words, key=key, by_name=by_name, at=at)


def record_update(
    *, notice: Notice, words: NoticeWords, key: str, by_name: str, at: datetime
) -> Notice:
    """The update itself, on a notice its caller has locked or just made."""
    if not words.status_text.strip():
        raise NothingToSay("Write what customers should know before publishing.")
    status = NoticeStatus(words.status)
    if status in ENDED and not words.components:
        changes = release_components(notice=notice, by_name=by_name, at=at)
    else:
        changes = settle_components(
            notice=notice, statuses=words.components, by_name=by_name, at=at
        )
    _settle_promise(notice, words, at=at)
    notice.status = status
    notice.updated_at = at
    ended = status in ENDED
    notice.next_update_by = None if ended else words.next_update_by
    if ended and notice.resolved_at is None:
        notice.resolved_at = at
    if status == NoticeStatus.MONITORING and notice.monitoring_at is None:
        notice.monitoring_at = at
    notice.save()
    update = NoticeUpdate.objects.create(
        notice=notice,
        key=key,
        status=status,
        status_text=words.status_text.strip(),
        impact_text=words.impact_text.strip(),
        action_text=words.action_text.strip(),
        next_update_by=notice.next_update_by,
        reduced=words.reduced and not ended,
        automatic=words.automatic,
        tell=words.tell,
        components=changes,
        translations=words.translations,
        by_name=by_name,
        created_at=at,
        display_at=at,
    )
    if notice.next_update_by:
        clock.set("statuspage.promise_passed", about=notice, at=notice.next_update_by)
    else:
        clock.cancel("statuspage.promise_passed", about=notice)
    if words.tell:
        clock.set("statuspage.tell_subscribers", about=update, at=at)
    touch_page(at=at)
    return notice


def _settle_promise(notice: Notice, words: NoticeWords, *, at: datetime) -> None:
    """A promise counts as kept when a person wrote in time, and as late otherwise."""
    if notice.next_update_by is None:
        return
    if words.automatic or at > notice.next_update_by:
        notice.promises_late += 1
    else:
        notice.promises_kept += 1
