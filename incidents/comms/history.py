"""How promises were kept: one line of words each, and dots in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.comms.mailing import spelled
from incidents.comms.models import Audience, Promise, PromiseState, tally
from portal.web.times import duration

WIDTH, MARGIN = 240, 8
ICONS = {
    PromiseState.OPEN: "clock",
    PromiseState.KEPT: "ok",
    PromiseState.LATE: "late",
    PromiseState.MISSED: "major",
    PromiseState.RELEASED: "circle",
}
TONES = {PromiseState.KEPT: "ok", PromiseState.LATE: "degraded", PromiseState.MISSED: "major"}


@dataclass(frozen=True)
class Line:
    """One promise: `words` how it ended, `shape` its dot, at `x` of WIDTH."""

    promise: Promise
    verdict: str
    shape: str
    icon: str
    tone: str
    words: str
    x: int
    when: str


@dataclass(frozen=True)
class Lane:
    """The promises of one audience, in time."""

    audience: Audience
    lines: list[Line]
    words: str


def lanes(promises: Sequence[Promise], *, now: datetime) -> list[Lane]:
    """By audience, each in time; all on one scale from the first promise to the last."""
    if not promises:
        return []
    begins = min(one.made_at for one in promises)
    ends = max(now, *(one.due_at for one in promises))
    by_audience: dict[Audience, list[Line]] = {}
    ordered = sorted(promises, key=lambda one: (one.audience.position, one.due_at, one.pk))
    for one in ordered:
        x = MARGIN + round((WIDTH - 2 * MARGIN) * ((one.due_at - begins) / (ends - begins)))
        by_audience.setdefault(one.audience, []).append(_line(one, x=x, now=now))
    return [
        Lane(audience, lines, counted([line.promise for line in lines]))
        for audience, lines in by_audience.items()
    ]


def newest_first(shown: Sequence[Lane]) -> list[Line]:
    lines = [line for lane in shown for line in lane.lines]
    return sorted(lines, key=lambda one: (one.promise.due_at, one.promise.pk), reverse=True)


def counted(promises: Sequence[Promise]) -> str:
    """ "5 kept, 1 late"; nothing while none is judged."""
    counts = tally(promises)
    words = [f"{counts[one]} {one.label.lower()}" for one in PromiseState if counts[one]]
    return ", ".join(words)


def _line(promise: Promise, *, x: int, now: datetime) -> Line:
    verdict = PromiseState(promise.verdict)
    automatic = promise.held_by_id is not None
    return Line(
        promise=promise,
        verdict=verdict.label,
        shape="automatic" if automatic else str(verdict),
        icon=ICONS[verdict],
        tone=TONES.get(verdict, "info"),
        words=_words(promise, verdict, now=now),
        x=x,
        when=spelled(promise.due_at, now=now),
    )


def _words(promise: Promise, verdict: PromiseState, *, now: datetime) -> str:
    lateness = promise.lateness
    if lateness is not None:
        if lateness <= timedelta():
            early = duration(-lateness)
            return f"{early} early" if -lateness >= timedelta(minutes=1) else "on time"
        return f"{_at_least_a_minute(lateness)} late"
    if promise.held_by_id is not None:
        return "late, nobody wrote"
    if verdict == PromiseState.MISSED:
        return (
            "missed" if promise.settled_at else f"{_at_least_a_minute(now - promise.due_at)} late"
        )
    return "" if verdict == PromiseState.OPEN else "no longer owed"


def _at_least_a_minute(time: timedelta) -> str:
    return duration(max(time, timedelta(minutes=1)))
