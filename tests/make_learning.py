"""Builders of postmortems and corrective actions."""

from datetime import timedelta
from typing import Any

from incidents.learning.actions.add_action import add_action
from incidents.learning.actions.open_postmortem import open_postmortem
from incidents.learning.actions.save_postmortem import Chain, save_postmortem
from incidents.learning.models import SECTIONS, CorrectiveAction, Postmortem
from incidents.record.actions.move_incident import move_incident
from incidents.record.models import State
from portal.people.models import User
from tests.make_people import make_user
from tests.make_record import NOON, make_incident

HOUR = timedelta(hours=1)
GOOD = {
    "summary": "Refund mails were up to 70 minutes late; 2,310 customers waited.",
    "impact": "2,310 customers; no refund was late.",
    "root_cause": "The mail queue has one consumer because no concurrency was set in May.",
    "contributing_factors": "No alert on the age of the queue.",
    "detection": "Support noticed after 27 minutes.",
    "remediation": "The newsletter job was paused.",
    "lessons": "Two kinds of mail should not share a queue.",
}
FIVE = Chain(tuple((f"Why {number}?", f"Because {number}.") for number in range(1, 6)))


def make_postmortem(*, owner: User | None = None, level: int = 2, **facts: Any) -> Postmortem:
    """Of an incident that was resolved at noon; opened then."""
    owner = owner or make_user("Kofi Mensah", "Responder")
    incident = make_incident("Refund mails delayed", level=level, by=owner, **facts)
    move_incident(incident=incident, to=State.MONITORING, by=owner, at=NOON)
    return open_postmortem(incident=incident, owner=owner, by=owner, at=NOON)


def write(postmortem: Postmortem, *, by: User | None = None, **sections: str) -> Postmortem:
    """Every section as it should be, but for those given."""
    assert set(sections) <= set(SECTIONS)
    return save_postmortem(
        postmortem=postmortem,
        sections={**GOOD, **sections},
        chains=[FIVE],
        by=by or postmortem.owner,
        at=NOON + HOUR,
    )


def make_action(postmortem: Postmortem, **facts: Any) -> CorrectiveAction:
    return add_action(
        **{
            "incident": postmortem.incident,
            "text": "Give refunds their own queue",
            "owner": postmortem.owner,
            "due_on": (NOON + timedelta(days=20)).date(),
            "measure": "refund mail under 2 min beside a full newsletter run",
            "by": None,
            "at": NOON + HOUR,
            **facts,
        }
    )


def make_finished_draft(**facts: Any) -> Postmortem:
    """A postmortem with nothing left to mend."""
    postmortem = write(make_postmortem(**facts))
    for _ in range(3):
        make_action(postmortem)
    return postmortem
