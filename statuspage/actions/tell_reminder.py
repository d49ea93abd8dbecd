"""Say once more that planned work is about to begin."""

from datetime import datetime

from portal.clock import clock
from statuspage.models import Notice


def tell_reminder(*, notice: Notice, at: datetime) -> bool:
    """Set subscribers' reminder going, in the caller's transaction; it repeats the newest
    word that was told. False when none was."""
    update = notice.updates.filter(tell=True).order_by("-display_at", "-pk").first()
    if update is None:
        return False
    data = {"after": 0, "reminder": True}
    clock.set("statuspage.tell_subscribers", about=update, key="reminder", at=at, data=data)
    return True
