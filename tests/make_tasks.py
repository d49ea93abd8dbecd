"""Builders of tasks, and time that passes for them."""

from datetime import datetime, timedelta
from typing import Any

from incidents.record.actions.add_task import add_task
from incidents.record.actions.finish_task import finish_task
from incidents.record.actions.report_on_task import report_on_task
from incidents.record.models import Incident, Task
from portal.clock import clock
from portal.clock.models import Timer
from portal.people.models import User
from portal.post.models import Delivery
from tests.make_record import NOON, make_incident


def make_task(incident: Incident | None = None, text: str = "Test H1", **facts: Any) -> Task:
    return add_task(
        **{
            "incident": incident or make_incident(),
            "text": text,
            "by": None,
            "at": NOON,
            **facts,
        }
    )


def look_into_it(incident: Incident, *, by: User) -> Task:
    """All that parallel work leaves behind: every text filled."""
    task = make_task(
        incident,
        assignee=by,
        checkpoint_at=in_minutes(10),
        by=by,
        key="world",
    )
    report_on_task(task=task, found="Half fail.", by=by, at=NOON)
    return finish_task(task=task, result="All fail.", by=by, at=NOON)


def in_minutes(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def ring_checkpoints(*, until: datetime) -> None:
    """Ring every alarm of the record at its own time, in order."""
    while True:
        found = Timer.objects.live().filter(kind__startswith="record.", next_try_at__lte=until)
        due = found.order_by("next_try_at", "pk").first()
        if due is None:
            return
        clock.ring_due(at=due.next_try_at)


def asked_of_checkpoints() -> list[tuple[str, str]]:
    """Who was asked about a checkpoint, in order: address and subject's beginning."""
    found = Delivery.objects.filter(message__kind="record.checkpoint").order_by("pk")
    return [(one.address, one.message.subject.partition(":")[0]) for one in found]
