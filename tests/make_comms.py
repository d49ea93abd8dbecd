"""Builders of communication."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from incidents.comms.actions.brief_support import brief_support
from incidents.comms.actions.plan_promises import plan_promises
from incidents.comms.actions.post_update import post_update
from incidents.comms.actions.schedule_update import schedule_update
from incidents.comms.models import Audience, Promise, ScheduledUpdate, SupportBrief, Update
from incidents.comms.words import Words
from incidents.record.actions.assign_role import assign_role
from incidents.record.models import Incident, Role
from portal.clock import clock
from portal.clock.models import Timer
from portal.people.models import User
from tests.make_record import NOON, make_incident

_numbers = count(1)


def after(minutes: float) -> datetime:
    """So many minutes past noon."""
    return NOON + timedelta(minutes=minutes)


def audience(slug: str = "customers") -> Audience:
    return Audience.objects.get(slug=slug)


def make_promised(level: int = 1, **facts: Any) -> Incident:
    """An incident declared at noon, with its first promises."""
    incident = make_incident(level=level, **facts)
    plan_promises(incident=incident, by=None, at=incident.declared_at)
    return incident


def make_update(incident: Incident, *slugs: str, status: str = "Looking.", **facts: Any) -> Update:
    """An update of a person nobody named, to customers unless others are."""
    words = [Words(audience(slug), status) for slug in slugs or ("customers",)]
    return post_update(
        **{
            "incident": incident,
            "stage": "update",
            "wordings": words,
            "key": f"test-{next(_numbers)}",
            "by": None,
            "at": NOON,
            "title": "Card payments fail",
            **facts,
        }
    )


def make_support_brief(incident: Incident, **facts: Any) -> SupportBrief:
    return brief_support(
        **{
            "incident": incident,
            "talking_points": "We know of it.",
            "workaround": "Pay by bank transfer.",
            "not_to_say": "Whose fault it is.",
            "by": None,
            "at": NOON,
            **facts,
        }
    )


def make_scheduled(incident: Incident, *, by: User, **facts: Any) -> ScheduledUpdate:
    """An update to engineering that waits for half past."""
    return schedule_update(
        **{
            "incident": incident,
            "due_at": after(30),
            "stage": "update",
            "situation": "identified",
            "wordings": [Words(audience("engineering"), "The pool is full.")],
            "by": by,
            "at": NOON,
            **facts,
        }
    )


def give_role(incident: Incident, role: Role, person: User) -> User:
    assign_role(incident=incident, role=role, person=person, by=None, at=NOON)
    return person


def promise_to(slug: str, incident: Incident) -> Promise:
    """The newest promise to an audience."""
    return Promise.objects.filter(incident=incident, audience__slug=slug).order_by("-pk")[0]


def pass_time(*, until: datetime, page: bool = False) -> None:
    """Ring every timer of ours at its own time, in order; the status page's only with `page`,
    because it looks at itself every half minute."""
    while True:
        if not page:
            Timer.objects.filter(kind__startswith="statuspage.").delete()
        due = Timer.objects.live().filter(kind__startswith="comms.").order_by("next_try_at").first()
        if due is None or due.next_try_at > until:
            return
        clock.ring_due(at=due.next_try_at)
