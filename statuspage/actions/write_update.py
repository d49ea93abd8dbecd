"""Publish a word about a notice."""

from datetime import datetime

from django.db import transaction

from portal.clock import clock
from statuspage.actions.maintain_components import maintain_components
from statuspage.actions.settle_components import Change, release_components, settle_components
from statuspage.actions.touch_page import touch_page
from statuspage.models import Notice, NoticeStatus, NoticeUpdate
from statuspage.models.notice import ENDED, OF_MAINTENANCE, UNDER_WAY
from statuspage.values import NoticeWords


class NothingToSay(ValueError):
    """An update without words."""


class NoSuchNotice(LookupError):
    """The notice does not exist or was retracted."""


class NoticeEnded(ValueError):
    """The notice is resolved; a new trouble needs a new notice."""


class StatusOutOfPlace(ValueError):
    """A status that this notice cannot come to: an incident is never scheduled, and work
    under way is not planned any more."""


@transaction.atomic
def write_update(
    *, public_id: str, words: NoticeWords, key: str, by_name: str, at: datetime
) -> Notice:
    """Add the update, set components, keep or renew the promise, tell subscribers.

    Raises NoSuchNotice, NoticeEnded, StatusOutOfPlace or NothingToSay.
    """
    notice = lock_notice(public_id)
    if NoticeUpdate.objects.filter(key=key).exists():
        return notice
    if notice.has_ended and words.status not in ENDED:
        raise NoticeEnded("This notice is resolved. Publish a new one if the trouble is back.")
    return record_update(notice=notice, words=words, key=key, by_name=by_name, at=at)


def lock_notice(public_id: str) -> Notice:
    """The notice, locked. Raises NoSuchNotice."""
    notice = Notice.objects.standing().select_for_update().filter(public_id=public_id).first()
    if notice is None:
        raise NoSuchNotice("This notice is not on the status page (any more).")
    return notice


def record_update(
    *, notice: Notice, words: NoticeWords, key: str, by_name: str, at: datetime
) -> Notice:
    """The update itself, on a notice its caller has locked or just made."""
    if not words.status_text.strip():
        raise NothingToSay("Write what customers should know before publishing.")
    status = NoticeStatus(words.status)
    _check_place(notice, status)
    changes = _settle(notice, status, words, by_name=by_name, at=at)
    _settle_promise(notice, words, at=at)
    _move(notice, status, words, at=at)
    update = NoticeUpdate.objects.create(
        notice=notice,
        key=key,
        status=status,
        status_text=words.status_text.strip(),
        impact_text=words.impact_text.strip(),
        action_text=words.action_text.strip(),
        next_update_by=notice.next_update_by,
        reduced=words.reduced and status not in ENDED,
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


def _check_place(notice: Notice, status: NoticeStatus) -> None:
    if notice.is_maintenance is not (status in OF_MAINTENANCE):
        what = "Planned maintenance" if notice.is_maintenance else "An incident"
        raise StatusOutOfPlace(f"{what} is never “{status.label}”.")
    if notice.is_maintenance and _place(status) < _place(notice.status):
        was = NoticeStatus(notice.status).label
        raise StatusOutOfPlace(f"“{was}” maintenance does not go back to “{status.label}”.")


def _place(status: str) -> int:
    """How far maintenance is; verifying may find that the work goes on."""
    early = {NoticeStatus.SCHEDULED: 0, NoticeStatus.COMPLETED: 2}
    return early.get(NoticeStatus(status), 1)


def _settle(
    notice: Notice, status: NoticeStatus, words: NoticeWords, *, by_name: str, at: datetime
) -> list[Change]:
    statuses = words.components
    if notice.is_maintenance:
        return maintain_components(
            notice=notice, status=status, statuses=statuses, by_name=by_name, at=at
        )
    if status in ENDED and not statuses:
        return release_components(notice=notice, by_name=by_name, at=at)
    return settle_components(notice=notice, statuses=statuses, by_name=by_name, at=at)


def _move(notice: Notice, status: NoticeStatus, words: NoticeWords, *, at: datetime) -> None:
    if notice.status == NoticeStatus.SCHEDULED and status in UNDER_WAY:
        notice.started_at = at
    notice.status = status
    notice.updated_at = at
    ended = status in ENDED
    notice.next_update_by = None if ended else words.next_update_by
    if ended and notice.resolved_at is None:
        notice.resolved_at = at
    if status == NoticeStatus.MONITORING and notice.monitoring_at is None:
        notice.monitoring_at = at
    notice.save()


def _settle_promise(notice: Notice, words: NoticeWords, *, at: datetime) -> None:
    """A promise counts as kept when a person wrote in time, and as late otherwise."""
    if notice.next_update_by is None:
        return
    if words.automatic or at > notice.next_update_by:
        notice.promises_late += 1
    else:
        notice.promises_kept += 1
