"""What rings about arrived notifications."""

from datetime import datetime

from incidents.alerts.actions.fold_notification import fold_notification
from incidents.alerts.models import InboxItem
from portal.clock import clock
from portal.clock.models import Timer


@clock.rings(InboxItem.FOLD)
def fold(timer: Timer, *, at: datetime) -> None:
    """What failed once is tried again alone, so that it holds nothing else up."""
    fold_notification(item=timer.about, at=at, alone=timer.tries > 0)
