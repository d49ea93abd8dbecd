"""Take a notice back."""

from datetime import datetime

from django.db import transaction

from portal.clock import clock
from portal.post import post
from statuspage.actions.touch_page import touch_page
from statuspage.models import Notice
from statuspage.snapshot.publishing import remove_notice


def notice_topic(public_id: str) -> str:
    """The outbox topic of everything mailed about a notice."""
    return f"notice:{public_id}"


@transaction.atomic
def retract_notice(*, public_id: str, reason: str, at: datetime) -> bool:
    """Delete it from the snapshot before anything else, stop its unsent mail, mark it.

    False when it is not public. A retracted notice never comes back.
    """
    notice = Notice.objects.public().select_for_update().filter(public_id=public_id).first()
    if notice is None:
        return False
    remove_notice(public_id)
    post.withdraw(topic=notice_topic(public_id), at=at, reason=f"Retracted: {reason}")
    clock.cancel_all(about=notice)
    notice.retracted_at = at
    notice.retraction_reason = reason[:240]
    notice.save(update_fields=["retracted_at", "retraction_reason"])
    touch_page(at=at)
    return True
