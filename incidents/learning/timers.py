"""What rings while there is something to learn."""

from datetime import datetime

from incidents.learning.actions.remind_of_action import remind_of_action
from incidents.learning.actions.remind_of_postmortem import remind_of_postmortem
from portal.clock import clock
from portal.clock.models import Timer


@clock.rings("learning.reminder")
def reminder(timer: Timer, *, at: datetime) -> None:
    remind_of_postmortem(postmortem=timer.about, stage=timer.key, at=at)


@clock.rings("learning.action_due_soon")
def action_due_soon(timer: Timer, *, at: datetime) -> None:
    remind_of_action(action=timer.about, at=at)


@clock.rings("learning.action_overdue")
def action_overdue(timer: Timer, *, at: datetime) -> None:
    remind_of_action(action=timer.about, at=at)
