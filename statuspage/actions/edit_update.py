"""Correct the words of an update."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from statuspage.actions.edit_notice import CannotEdit
from statuspage.actions.retract_notice import ReasonMissing
from statuspage.actions.touch_page import touch_page
from statuspage.actions.write_update import NoSuchNotice, NothingToSay, lock_notice
from statuspage.models import NoticeUpdate, UpdateEdit

TEXTS = ("status_text", "impact_text", "action_text")


@transaction.atomic
def edit_update(
    *,
    public_id: str,
    texts: Mapping[str, str],
    reason: str,
    by_name: str,
    at: datetime,
    translations: Mapping[str, dict[str, str]] | None = None,
) -> NoticeUpdate:
    """Give the update with this id the `texts` (of TEXTS) and keep what it said, with the
    reason. Nobody is told. The same words again change nothing.

    Raises NoSuchNotice, NothingToSay, ReasonMissing, or CannotEdit for what is no text.
    """
    if texts.keys() - set(TEXTS):
        raise CannotEdit("Only the words of an update can be edited.")
    found = NoticeUpdate.objects.select_related("notice").filter(public_id=public_id).first()
    if found is None:
        raise NoSuchNotice("This update is not on the status page (any more).")
    notice = lock_notice(found.notice.public_id)
    update = NoticeUpdate.objects.select_for_update().get(pk=found.pk)
    before = {
        **{name: getattr(update, name) for name in TEXTS},
        "translations": update.translations,
    }
    for name, text in texts.items():
        setattr(update, name, text.strip())
    if translations is not None:
        update.translations = dict(translations)
    if not update.status_text:
        raise NothingToSay("An update needs words. Retract the notice if nothing of it is true.")
    after = {
        **{name: getattr(update, name) for name in TEXTS},
        "translations": update.translations,
    }
    if after == before:
        return update
    if not reason.strip():
        raise ReasonMissing("Say why the words are changed.")
    UpdateEdit.objects.create(
        update=update, before=before, reason=reason.strip()[:240], by_name=by_name, at=at
    )
    update.edited_at = at
    update.save(update_fields=[*TEXTS, "translations", "edited_at"])
    notice.updated_at = at
    notice.save(update_fields=["updated_at"])
    touch_page(at=at)
    return update
