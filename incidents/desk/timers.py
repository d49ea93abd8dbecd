"""What rings at the desk."""

from datetime import datetime

from incidents.desk.actions.forget_answers import forget_answers
from incidents.desk.actions.hand_off_duty import hand_off_duty
from incidents.desk.models import AnsweredRequest, HeardCommand
from incidents.oncall.actions.build_shifts import HAND_OFF
from portal.clock import clock
from portal.clock.models import Timer


@clock.rings(AnsweredRequest.FORGET)
def forget_answered(timer: Timer, *, at: datetime) -> None:
    forget_answers(token=timer.about, at=at)


@clock.rings(HeardCommand.FORGET)
def forget_heard(timer: Timer, *, at: datetime) -> None:
    timer.about.delete()


@clock.rings(HAND_OFF)
def duty_changes(timer: Timer, *, at: datetime) -> None:
    hand_off_duty(rotation=timer.about, changed_at=timer.due_at, at=at)
