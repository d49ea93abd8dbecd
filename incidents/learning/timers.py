"""What rings while there is something to learn."""

from datetime import datetime

from incidents.learning.actions.corrective_actions import remind_of_action
from incidents.learning.actions.remind_of_postmortem import remind_of_postmortem
from portal.clock import clock
from portal.clock.models import Timer


@clock.rings("learning.reminder")
def reminder(timer: Timer, *, at: datetime) -> None:
    remind_of_postmortem(postmortem=timer.about, at=at)


@clock.rings("learning.action_overdue")
def action_overdue(timer: Timer, *, at: datetime) -> None:
    remind_of_action(action=timer.about, at=at)
