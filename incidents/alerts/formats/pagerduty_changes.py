"""PagerDuty's Change Events, taken in as PagerDuty does.

Source: PagerDuty documentation, "Send a Change Event".
"""

import hashlib

from incidents.alerts.formats.format import Answer, Format, Proof
from incidents.alerts.formats.pagerduty import (
    ACTION,
    BUSY,
    LONGEST_SUMMARY,
    SECRET,
    objects,
    refuse,
    unproven,
    without,
)
from incidents.alerts.formats.reading import any_moment, identity, text, web_address
from incidents.alerts.formats.shapes import Arrived, ChangeSeen, ChangesSeen, Reading, Unreadable
from incidents.alerts.kinds import Kind


def as_change(arrived: Arrived) -> Arrived:
    """What came by the door of changes is one, whatever action it names."""
    return without(arrived, SECRET, ACTION)


def read_change(arrived: Arrived) -> ChangesSeen:
    payload = arrived.body.get("payload")
    if not isinstance(payload, dict):
        raise Unreadable("'payload' is missing or blank")
    summary = text(payload.get("summary")).strip()
    if not summary:
        raise Unreadable("'payload.summary' is missing or blank")
    if len(summary) > LONGEST_SUMMARY:
        raise Unreadable("'payload.summary' is too long (at most 1024 characters)")
    at = min(any_moment(payload.get("timestamp"), "'payload.timestamp'") or arrived.at, arrived.at)
    told = payload.get("custom_details")
    details = told if isinstance(told, dict) else {}
    addresses = [web_address(one.get("href")) for one in objects(arrived.body.get("links"))]
    seen = ChangeSeen(
        external_id=identity(text(details.get("id") or details.get("deployment_id")), 200)
        or _same_change(arrived, summary),
        title=summary[:200],
        state="finished",
        said_at=at,
        happened_at=at,
        service=text(details.get("service") or payload.get("source"), 80),
        version=text(details.get("version") or details.get("revision"), 120),
        url=next((one for one in addresses if one), ""),
        by_name=text(details.get("user") or details.get("author"), 160),
        environment=text(details.get("environment"), 40) or "production",
    )
    return ChangesSeen([seen])


def _same_change(arrived: Arrived, summary: str) -> str:
    """A repeat within the time its source gives is the same change."""
    payload = arrived.body["payload"]
    when = text(payload.get("timestamp")) or arrived.at.isoformat()
    told = f"{summary}\n{text(payload.get('source'))}\n{when}"
    return hashlib.sha256(told.encode(errors="replace")).hexdigest()[:40]


def tell_apart(arrived: Arrived, reading: Reading) -> str:
    """Without a time, the same words are another change: it was deployed again."""
    payload = arrived.body.get("payload")
    return "bytes" if isinstance(payload, dict) and payload.get("timestamp") else ""


def accept_change(arrived: Arrived, reading: Reading, created: bool) -> Answer:
    return Answer(202, {"status": "success", "message": "Change event processed"})


CHANGE_EVENTS = Format(
    Kind.PAGERDUTY,
    "v2/change/enqueue",
    read_change,
    proof=Proof.ROUTING_KEY,
    tell_apart=tell_apart,
    prepare=as_change,
    accept=accept_change,
    refuse=refuse,
    unproven=unproven,
    busy=BUSY,
)
