"""What rings at the desk."""

from datetime import datetime

from incidents.desk.actions.forget_answers import forget_answers
from incidents.desk.models import AnsweredRequest, HeardCommand
from portal.clock import clock
from portal.clock.models import Timer


@clock.rings(AnsweredRequest.FORGET)
def forget_answered(timer: Timer, *, at: datetime) -> None:
    forget_answers(token=timer.about, at=at)


@clock.rings(HeardCommand.FORGET)
def forget_heard(timer: Timer, *, at: datetime) -> None:
    timer.about.delete()
