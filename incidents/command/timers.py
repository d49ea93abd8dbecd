"""What rings while somebody commands for long, and after resolution."""

from datetime import datetime

from incidents.command.actions.ask_watcher import ask_watcher
from incidents.command.actions.end_advice import end_advice
from incidents.command.actions.finish_watch import finish_watch
from incidents.command.actions.open_unanswered import open_unanswered
from incidents.command.actions.page_duty_managers import page_duty_managers
from incidents.command.actions.propose_rest import propose_rest
from incidents.command.actions.report_silent_watch import report_silent_watch
from incidents.record.stretches import LONG_COMMAND
from portal.clock import clock
from portal.clock.models import Timer


@clock.rings("command.check_in_due")
def check_in_due(timer: Timer, *, at: datetime) -> None:
    ask_watcher(check_in=timer.about, at=at)


@clock.rings("command.check_in_silent")
def check_in_silent(timer: Timer, *, at: datetime) -> None:
    report_silent_watch(check_in=timer.about, at=at)


@clock.rings("command.watch_ends")
def watch_ends(timer: Timer, *, at: datetime) -> None:
    finish_watch(incident=timer.about, at=at)


@clock.rings("command.recurrence_silent")
def recurrence_silent(timer: Timer, *, at: datetime) -> None:
    open_unanswered(watch=timer.about, at=at)


@clock.rings(LONG_COMMAND)
def long_command(timer: Timer, *, at: datetime) -> None:
    propose_rest(assignment=timer.about, at=at)


@clock.rings("comms.silence")
def silence(timer: Timer, *, at: datetime) -> None:
    page_duty_managers(promise=timer.about, at=at)


@clock.rings("command.advisor_leaves")
def advisor_leaves(timer: Timer, *, at: datetime) -> None:
    end_advice(advisor=timer.about, by=None, at=at)
