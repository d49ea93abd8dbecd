"""What rings while people are being called."""

from datetime import datetime

from incidents.oncall.actions.ask_still_on_it import ask_still_on_it
from incidents.oncall.actions.call_managers import call_managers
from incidents.oncall.actions.climb_escalation import climb_escalation
from incidents.oncall.actions.give_up_waiting import give_up_waiting
from incidents.oncall.actions.mark_silent import mark_silent
from incidents.oncall.actions.send_page_step import send_page_step
from portal.clock import clock
from portal.clock.models import Timer


@clock.rings("oncall.climb")
def climb(timer: Timer, *, at: datetime) -> None:
    climb_escalation(escalation=timer.about, at=at)


@clock.rings("oncall.nobody_left")
def nobody_left(timer: Timer, *, at: datetime) -> None:
    call_managers(escalation=timer.about, at=at)


@clock.rings("oncall.page_step")
def page_step(timer: Timer, *, at: datetime) -> None:
    facts = timer.data
    send_page_step(page=timer.about, number=facts["number"], step=facts["step"], at=at)


@clock.rings("oncall.page_unanswered")
def page_unanswered(timer: Timer, *, at: datetime) -> None:
    mark_silent(page=timer.about, at=at)


@clock.rings("oncall.still_on_it")
def still_on_it(timer: Timer, *, at: datetime) -> None:
    ask_still_on_it(page=timer.about, at=at)


@clock.rings("oncall.fell_silent")
def fell_silent(timer: Timer, *, at: datetime) -> None:
    give_up_waiting(page=timer.about, at=at)
