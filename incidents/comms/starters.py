"""Beginnings for the updates people write under stress; square brackets want filling in."""

import re
from dataclasses import dataclass

from incidents.comms.models import Situation, Stage


@dataclass(frozen=True)
class Starter:
    slug: str
    label: str
    stage: Stage
    situation: Situation
    status: str
    impact: str
    action: str


STARTERS = (
    Starter(
        "acknowledgement",
        "Acknowledgement",
        Stage.ACKNOWLEDGEMENT,
        Situation.INVESTIGATING,
        "We are aware of an issue affecting [what customers do] and are investigating.",
        "[Who] cannot [do what] since [time]. [What] works normally.",
        "We are looking for the cause.",
    ),
    Starter(
        "update",
        "Update",
        Stage.UPDATE,
        Situation.IDENTIFIED,
        "We have found the cause: [in one sentence, in customers' words].",
        "[How many] [customers, requests, payments] are affected.",
        "We are [doing what].",
    ),
    Starter(
        "escalation",
        "Escalation",
        Stage.UPDATE,
        Situation.IDENTIFIED,
        "We have brought in [team or vendor], because [reason].",
        "[Unchanged, or what is new.]",
        "[Team or vendor] is [doing what]; we expect their answer by [time].",
    ),
    Starter(
        "mitigation",
        "Mitigation",
        Stage.MITIGATION,
        Situation.MONITORING,
        "A fix is in place and we are watching it.",
        "[Share] of [requests, payments] succeed again.",
        "We check [what] every [minutes] min before we call it resolved.",
    ),
    Starter(
        "bridge",
        "Bridge call",
        Stage.UPDATE,
        Situation.INVESTIGATING,
        "A bridge call is open and led by [name].",
        "[Who is affected, what it costs.]",
        "[What is being tried now]; [what is tried next if it fails].",
    ),
)


def starter(slug: str) -> Starter | None:
    return next((one for one in STARTERS if one.slug == slug), None)


def first_gap(text: str) -> str:
    """The first square bracket of a beginning that was left as it was."""
    return next((gap for gap in _GAP.findall(text) if gap in _GAPS), "")


_GAP = re.compile(r"\[[^\]]+\]")
_GAPS = {
    gap
    for one in STARTERS
    for text in (one.status, one.impact, one.action)
    for gap in _GAP.findall(text)
}
