"""What rings about tasks."""

from datetime import datetime

from incidents.record.actions.ask_about_task import ASSIGNEE, COMMANDER, ask_about_task
from incidents.record.checkpoints import CHECKPOINT, SILENCE
from portal.clock import clock
from portal.clock.models import Timer


@clock.rings(CHECKPOINT)
def checkpoint(timer: Timer, *, at: datetime) -> None:
    ask_about_task(task=timer.about, whom=ASSIGNEE, at=at)


@clock.rings(SILENCE)
def silence(timer: Timer, *, at: datetime) -> None:
    ask_about_task(task=timer.about, whom=COMMANDER, at=at)
