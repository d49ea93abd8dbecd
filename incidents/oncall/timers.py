"""What rings while people are being called, and by the schedule."""

from datetime import datetime

from incidents.oncall.actions.ask_permission import DUE as PERMISSION_DUE
from incidents.oncall.actions.ask_still_on_it import ask_still_on_it
from incidents.oncall.actions.ask_swap import EXPIRES
from incidents.oncall.actions.build_shifts import BUILD, LOOK, build_shifts
from incidents.oncall.actions.call_managers import call_managers
from incidents.oncall.actions.climb_escalation import climb_escalation
from incidents.oncall.actions.decide_permission import ENDS as RIGHT_ENDS
from incidents.oncall.actions.expire_swap import expire_swap
from incidents.oncall.actions.give_up_waiting import give_up_waiting
from incidents.oncall.actions.mark_silent import mark_silent
from incidents.oncall.actions.miss_fix import miss_fix
from incidents.oncall.actions.pass_on_request import pass_on_request
from incidents.oncall.actions.remind_of_right import remind_of_right
from incidents.oncall.actions.remind_team import RemindedAlready, remind_team
from incidents.oncall.actions.send_page_step import send_page_step
from incidents.oncall.actions.tell_of_findings import tell_of_findings
from incidents.oncall.actions.time_out_permission import time_out_permission
from incidents.oncall.requests.clocks import DUE as ANSWER_DUE
from incidents.oncall.requests.clocks import FIX_DUE, NEAR
from incidents.oncall.requests.locks import AlreadySettled
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


@clock.rings(NEAR)
def answer_near(timer: Timer, *, at: datetime) -> None:
    try:
        remind_team(request=timer.about, by=None, at=at)
    except (AlreadySettled, RemindedAlready):
        """Answered, or reminded by a person, a moment ago."""


@clock.rings(ANSWER_DUE)
def answer_due(timer: Timer, *, at: datetime) -> None:
    request = timer.about
    if request.is_late(at=at):
        pass_on_request(request=request, by=None, at=at)


@clock.rings(FIX_DUE)
def fix_due(timer: Timer, *, at: datetime) -> None:
    miss_fix(request=timer.about, at=at)


@clock.rings(PERMISSION_DUE)
def permission_due(timer: Timer, *, at: datetime) -> None:
    time_out_permission(request=timer.about, at=at)


@clock.rings(RIGHT_ENDS)
def right_ends(timer: Timer, *, at: datetime) -> None:
    remind_of_right(request=timer.about, at=at, again=bool(timer.data.get("again")))


@clock.rings(BUILD)
def build(timer: Timer, *, at: datetime) -> None:
    build_shifts(rotation=timer.about, at=at)


@clock.rings(EXPIRES)
def swap_expires(timer: Timer, *, at: datetime) -> None:
    expire_swap(swap=timer.about, at=at)


@clock.rings(LOOK)
def look(timer: Timer, *, at: datetime) -> None:
    tell_of_findings(rotation=timer.about, at=at)
