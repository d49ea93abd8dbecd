"""The one thing to do about the schedule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from incidents.oncall.models import Swap
from incidents.oncall.schedule.foresight import Finding, Found, who_could_take
from incidents.oncall.schedule.letters import between, in_one_day
from portal.people.models import User

WORK = "record.work_incident"
NUMBERS = ("Nobody", "One person", "Two people", "Three people", "Four people")


@dataclass(frozen=True)
class DutyStep:
    title: str
    detail: str = ""
    actions: tuple[dict[str, Any], ...] = ()


def duty_step(
    viewer: User, found: Sequence[Found], swaps: Sequence[Swap], *, at: datetime, zone: ZoneInfo
) -> DutyStep:
    """First what the reader is asked; then the soonest gap; else that all is covered."""
    for swap in swaps:
        if swap.asked == viewer and swap.can_be_answered(at=at):
            return _asked(swap, zone)
    gap = next((one for one in found if one.finding == Finding.GAP), None)
    if gap is not None:
        return _gap(gap, viewer, swaps, zone)
    if found:
        one = found[0]
        when = "" if one.finding == Finding.SINGLE else between(one.starts_at, one.ends_at, zone)
        title = f"{one.sentence}, {when}" if when else one.sentence
        return DutyStep(title, "Everybody who is expected is there for the next 14 days.")
    return DutyStep("Somebody is on call for everything in the next 14 days")


def _asked(swap: Swap, zone: ZoneInfo) -> DutyStep:
    url = reverse("oncall:answer_swap", args=[swap.pk])
    when = between(swap.starts_at, swap.ends_at, zone)
    return DutyStep(
        f"{swap.asked_by} asks: can you take {swap.rotation}, {when}?",
        swap.note or "Nothing changes before you say yes.",
        (
            {"label": "Take it", "url": url, "post": {"answer": "accept"}},
            {"label": "Decline", "url": url, "post": {"answer": "decline"}},
        ),
    )


def _gap(gap: Found, viewer: User, swaps: Sequence[Swap], zone: ZoneInfo) -> DutyStep:
    could = who_could_take(gap)
    waiting = {one.asked_id for one in swaps if one.rotation_id == gap.rotation.pk}
    others = [one for one in could if one != viewer and one.pk not in waiting]
    span = {
        "rotation": gap.rotation.pk,
        "starts_at": gap.starts_at.isoformat(),
        "ends_at": gap.ends_at.isoformat(),
    }
    actions: list[dict[str, Any]] = []
    if viewer.has_perm(WORK):
        if others:
            first = others[0]
            actions.append(
                {
                    "label": f"Ask {first}",
                    "url": reverse("oncall:ask"),
                    "post": {**span, "asked": first.pk},
                }
            )
        if viewer != gap.person:
            actions.append({"label": "Take it myself", "url": reverse("oncall:take"), "post": span})
        if not actions:
            address = f"{reverse('oncall:override')}?{urlencode(span)}"
            actions.append({"label": "Choose somebody", "url": address})
    return DutyStep(
        f"{gap.sentence} {_when(gap, zone)}",
        " ".join(filter(None, (_why(gap, zone), _could(len(could)), _waits(len(waiting))))),
        tuple(actions),
    )


def _when(gap: Found, zone: ZoneInfo) -> str:
    word = "on" if in_one_day(gap.starts_at, gap.ends_at, zone) else "from"
    return f"{word} {between(gap.starts_at, gap.ends_at, zone)}"


def _why(gap: Found, zone: ZoneInfo) -> str:
    if gap.person is None:
        return "The rotation has nobody for this time."
    since = gap.starts_at.astimezone(zone)
    return (
        f"{gap.person.get_short_name()} is away from {since:%H:%M} and the rotation has no backup."
    )


def _could(count: int) -> str:
    words = NUMBERS[count] if count < len(NUMBERS) else f"{count} people"
    return f"{words} could take it."


def _waits(count: int) -> str:
    if count == 0:
        return ""
    return "One person has been asked." if count == 1 else f"{count} people have been asked."
