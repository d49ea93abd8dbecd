"""What rings about promises."""

from datetime import datetime

from incidents.comms.actions.hold_promise import hold_promise
from incidents.comms.actions.miss_promise import miss_promise
from incidents.comms.actions.nudge_promise import nudge_promise
from incidents.comms.actions.promises import COMMANDER, LEAD
from incidents.comms.actions.schedule_update import KIND
from incidents.comms.actions.send_scheduled import send_scheduled
from portal.clock import clock
from portal.clock.models import Timer


@clock.rings("comms.nudge")
def nudge(timer: Timer, *, at: datetime) -> None:
    nudge_promise(promise=timer.about, whom=COMMANDER if timer.key == COMMANDER else LEAD, at=at)


@clock.rings("comms.due")
def due(timer: Timer, *, at: datetime) -> None:
    hold_promise(promise=timer.about, at=at)


@clock.rings("comms.missed")
def missed(timer: Timer, *, at: datetime) -> None:
    miss_promise(promise=timer.about, at=at)


@clock.rings(KIND)
def scheduled(timer: Timer, *, at: datetime) -> None:
    send_scheduled(scheduled=timer.about, at=at)
