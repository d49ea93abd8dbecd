"""What rings on the status page."""

import logging
from datetime import datetime, timedelta

from portal.clock import clock
from portal.clock.models import Timer
from statuspage.actions.tell_subscribers import tell_subscribers
from statuspage.actions.touch_page import touch_page
from statuspage.snapshot.publishing import publish_site

logger = logging.getLogger("allclear.statuspage")

REFRESH = timedelta(seconds=30)


@clock.rings("statuspage.publish")
def publish(timer: Timer, *, at: datetime) -> None:
    """Publish what changed; nothing changed: refresh the time every page carries."""
    try:
        publish_site()
    except OSError:
        logger.exception("the status page could not be written; it will be tried again")
    clock.set("statuspage.publish", about=timer.about, at=at + REFRESH)


@clock.rings("statuspage.promise_passed")
def promise_passed(timer: Timer, *, at: datetime) -> None:
    """The page must say that an update is late."""
    notice = timer.about
    if notice.next_update_by and notice.next_update_by <= at and not notice.retracted_at:
        touch_page(at=at)


@clock.rings("statuspage.tell_subscribers")
def tell(timer: Timer, *, at: datetime) -> None:
    tell_subscribers(update=timer.about, after=timer.data.get("after", 0), at=at)
