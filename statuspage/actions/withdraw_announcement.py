"""Take a banner down."""

from datetime import datetime

from django.db import transaction

from portal.clock import clock
from portal.people.actions.audit import audit
from portal.people.models import User
from statuspage.actions.touch_page import touch_page
from statuspage.models import Announcement


@transaction.atomic
def withdraw_announcement(*, announcement: Announcement, by: User, at: datetime) -> bool:
    """Nobody sees it any more; its row is kept. False when it was down already."""
    down = Announcement.objects.filter(pk=announcement.pk, withdrawn_at=None).update(
        withdrawn_at=at
    )
    if down:
        clock.cancel_all(about=announcement)
        audit(
            by=by,
            at=at,
            verb="withdrew",
            subject=f"statuspage.announcement:{announcement.pk}",
            subject_name=announcement.title,
        )
        touch_page(at=at)
    return bool(down)
