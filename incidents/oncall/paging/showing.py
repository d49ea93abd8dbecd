"""The ladder as people read it: who was called by what, who answered, who is next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch

from incidents.oncall.models import Call, Escalation, EscalationState, Page, PageState
from incidents.oncall.paging.calling import CALLED
from incidents.oncall.paging.climbing import CLIMB, NOBODY_LEFT
from incidents.record.models import Incident
from portal.clock.models import Timer
from portal.post.models import Delivery, DeliveryState
from portal.web.times import duration

STRATEGIES = {
    "standard": "one after the other",
    "aggressive": "tier 1 and senior together",
    "critical_path": "critical path, everyone at once",
}
MINUTE = timedelta(minutes=1)
_SAID = {
    DeliveryState.PENDING: "on its way",
    DeliveryState.SENDING: "on its way",
    DeliveryState.SENT: "sent",
    DeliveryState.SUPERSEDED: "not needed, answered first",
    DeliveryState.SUPPRESSED: "not sent",
    DeliveryState.PARKED: "failed",
}


@dataclass(frozen=True)
class Way:
    """One way, when, and what became of it."""

    label: str
    at: datetime
    state: str
    failed: bool = False


@dataclass(frozen=True)
class Line:
    """One page with every way tried, and those still to come."""

    page: Page
    ways: tuple[Way, ...]
    tone: str
    chip: str


@dataclass(frozen=True)
class Coming:
    """A rung nobody stands on yet: who, why, and when if it is the next."""

    names: str
    reason: str
    at: datetime | None
    soon: str = ""


def ladder_shown(incident: Incident, *, at: datetime) -> dict[str, Any]:
    """What the ladder's part shows; five queries at most."""
    escalation = Escalation.objects.filter(incident=incident).newest_first().first()
    tries = Call.objects.select_related("delivery").in_order()
    pages = Page.objects.filter(incident=incident).prefetch_related(Prefetch("tries", tries))
    asked = pages.select_related("person", "asked_by", "escalation").in_order()
    lines = [_line(one, at=at) for one in asked]
    due = _due(escalation)
    return {
        "escalation": escalation,
        "policy_words": _policy(escalation),
        "lines": lines,
        "coming": list(_coming(escalation, lines, due, now=at)),
        "nobody_left": bool(escalation and escalation.state == EscalationState.EXHAUSTED),
        "called_again_at": due if escalation and escalation.ended_at else None,
        "waits": any(line.page.state == PageState.SENT for line in lines),
    }


def _line(page: Page, *, at: datetime) -> Line:
    tone, chip = _state(page, at=at)
    return Line(page, (*_tried(page), *_planned(page)), tone, chip)


def _state(page: Page, *, at: datetime) -> tuple[str, str]:
    if page.quiet_at is not None:
        return "major", "Acknowledged, then silent"
    if page.state == PageState.ACKNOWLEDGED:
        asked = ", asked again" if page.reminded_at else ""
        return "ok", f"Acknowledged after {duration(page.took or timedelta())}{asked}"
    if page.state == PageState.SILENT:
        return "major", f"Silent for {duration(page.waited(at=at))}"
    if page.state == PageState.DECLINED:
        return "degraded", "Cannot come"
    if page.state == PageState.SENT:
        return "info", f"Waiting for {duration(at - page.last_called_at)}"
    return "info", str(page.get_state_display())


def _tried(page: Page) -> Iterator[Way]:
    for one in page.tries.all():
        delivery = one.delivery
        if one.failed_at:
            yield Way(one.label, one.at, f"failed: {one.failed_why}".rstrip(": "), True)
        elif delivery is None:
            yield Way(one.label, one.at, "sent")
        else:
            failed = delivery.state == DeliveryState.PARKED
            yield Way(one.label, one.at, _became(delivery), failed)


def _became(delivery: Delivery) -> str:
    """What was stopped says why: an answer that came first, or an address nobody may use."""
    said = _SAID[DeliveryState(delivery.state)]
    if delivery.state == DeliveryState.SUPPRESSED and delivery.last_error:
        why = delivery.last_error.rstrip(".")
        return f"{said}: {why[:1].lower()}{why[1:]}"
    return said


def _planned(page: Page) -> Iterator[Way]:
    """What would still be sent if no answer comes."""
    if page.state not in CALLED or (page.escalation and page.escalation.ended_at):
        return
    tried = {one.step for one in page.tries.all() if one.number == page.calls}
    for index, step in enumerate(page.plan):
        if index not in tried:
            due = page.last_called_at + timedelta(minutes=step["minutes"])
            yield Way(step["label"], due, "planned")


def _due(escalation: Escalation | None) -> datetime | None:
    """When the ladder goes on by itself."""
    if escalation is None or escalation.state in (
        EscalationState.ANSWERED,
        EscalationState.STOPPED,
    ):
        return None
    timers = Timer.objects.set_for(escalation).filter(kind__in=[CLIMB, NOBODY_LEFT])
    return timers.values_list("due_at", flat=True).first()


def _coming(
    escalation: Escalation | None, lines: list[Line], due: datetime | None, *, now: datetime
) -> Iterator[Coming]:
    """What comes if nobody answers, in its order: the rungs above with somebody who was not
    called, the ladder anew, the managers. The first comes when due."""
    if escalation is None or escalation.state != EscalationState.CLIMBING:
        return
    called = {line.page.person_id for line in lines if line.page.trigger == escalation.trigger}
    last = len(escalation.ladder) - 1
    steps = [
        (_names(rung, called), rung["reason"])
        for rung in escalation.ladder[escalation.rung + 1 : max(last, escalation.rung + 1)]
    ]
    if escalation.lap < escalation.laps and last > 0:
        words = f"the ladder begins anew, {escalation.lap + 1} of {escalation.laps}"
        steps.append(("Everyone who was silent", words))
    if last > escalation.rung:
        steps.append((_names(escalation.ladder[last], called), "Managers"))
    for names, reason in steps:
        if names:
            yield Coming(names, reason, due, _soon(due, now) if due else "")
            due = None


def _names(rung: dict[str, Any], called: set[int]) -> str:
    """Those who were not called yet."""
    new = [one for one in rung["people"] if one not in called]
    return ", ".join(filter(None, (rung.get("names", {}).get(str(one), "") for one in new)))


def _soon(due: datetime, now: datetime) -> str:
    return f"in {duration(due - now)}" if due - now >= MINUTE else "in under a minute"


def _policy(escalation: Escalation | None) -> str:
    if escalation is None:
        return ""
    words = STRATEGIES.get(escalation.strategy, escalation.strategy)
    return f"{escalation.policy_name}: {words}" if escalation.policy_name else words
