"""What rings about arrived notifications."""

from datetime import datetime

from incidents.alerts.actions.fold_notification import fold_notification
from portal.clock import clock
from portal.clock.models import Timer


@clock.rings("alerts.fold")
def fold(timer: Timer, *, at: datetime) -> None:
    fold_notification(item=timer.about, at=at)
