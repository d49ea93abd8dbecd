"""Publish the next word, knowing what was said before."""

from datetime import datetime

from django.db import transaction

from statuspage.actions.write_update import lock_notice, write_update
from statuspage.leading import check_nobody_leads
from statuspage.models import Notice, NoticeUpdate
from statuspage.values import NoticeWords


class SomebodyWasQuicker(Exception):
    """Another update was published meanwhile: read it first. `update` is the newest."""

    def __init__(self, update: NoticeUpdate) -> None:
        super().__init__(
            f"{update.by_name} published “{update.word}” while you were writing. Read it, then "
            "publish again if your words are still needed."
        )
        self.update = update


@transaction.atomic
def write_next_update(
    *, public_id: str, after: str, words: NoticeWords, key: str, by_name: str, at: datetime
) -> Notice:
    """As `write_update`, if the newest update is still the one with the public id `after`.
    Raises SomebodyWasQuicker and LedElsewhere besides what `write_update` raises."""
    notice = lock_notice(public_id)
    newest = notice.updates.order_by("-pk").first()
    if NoticeUpdate.objects.filter(key=key).exists():
        return notice
    check_nobody_leads(notice)
    if newest is not None and newest.public_id != after:
        raise SomebodyWasQuicker(newest)
    return write_update(public_id=public_id, words=words, key=key, by_name=by_name, at=at)
