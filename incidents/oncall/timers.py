"""What rings while people are being called."""

from datetime import datetime

from incidents.oncall.actions.climb_escalation import climb_escalation
from incidents.oncall.actions.mark_silent import mark_silent
from portal.clock import clock
from portal.clock.models import Timer


@clock.rings("oncall.climb")
def climb(timer: Timer, *, at: datetime) -> None:
    climb_escalation(escalation=timer.about, at=at)


@clock.rings("oncall.page_unanswered")
def page_unanswered(timer: Timer, *, at: datetime) -> None:
    mark_silent(page=timer.about, at=at)
