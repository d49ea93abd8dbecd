"""The phase guide of an incident: where it is, what is done, what is overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from incidents.catalog.models import GuideStep
from incidents.catalog.models.guide import Phase
from incidents.command.models import GuideTick
from incidents.record.models import Incident

HOUR, DAY = 60, 24 * 60


@dataclass(frozen=True)
class ShownStep:
    row: GuideStep
    tick: GuideTick | None
    overdue: bool

    @property
    def box(self) -> str:
        """Its minutes, in words."""
        return span(self.row.from_minute, self.row.to_minute)


@dataclass(frozen=True)
class ShownPhase:
    """`left` are steps of earlier phases that nobody has done yet."""

    label: str
    minutes: str
    steps: tuple[ShownStep, ...]
    current: bool = False
    left: tuple[ShownStep, ...] = ()

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def done(self) -> int:
        return sum(step.tick is not None for step in self.steps)

    @property
    def overdue(self) -> int:
        return sum(step.overdue for step in self.steps)


def phases(incident: Incident, *, at: datetime) -> list[ShownPhase]:
    """Every phase that has steps for this severity, with the current one marked."""
    minute = int((at - incident.declared_at).total_seconds() // 60)
    given = GuideTick.objects.filter(incident=incident).select_related("by")
    ticks = {tick.step_id: tick for tick in given}
    shown: list[tuple[Phase, tuple[ShownStep, ...]]] = []
    steps = list(GuideStep.objects.for_level(incident.level))
    for phase in Phase:
        own = tuple(_shown(one, ticks, minute) for one in steps if one.phase == phase)
        if own:
            shown.append((phase, own))
    here = current_of(shown, minute=minute, is_open=incident.is_open)
    left = tuple(step for _, own in shown[:here] for step in own if step.tick is None)
    return [
        ShownPhase(
            label=phase.label,
            minutes=_minutes_of(own),
            steps=own,
            current=place == here,
            left=left if place == here else (),
        )
        for place, (phase, own) in enumerate(shown)
    ]


def current_of(
    shown: Sequence[tuple[Phase, Sequence[ShownStep]]], *, minute: int, is_open: bool
) -> int:
    """By the clock, or further where all of it is done; learning begins when it is over."""
    last = len(shown) - 1
    if not is_open:
        return last
    working = [place for place, (phase, _) in enumerate(shown) if phase != Phase.LEARN]
    begun = [place for place in working if min(_begins(shown[place][1])) <= minute]
    here = begun[-1] if begun else 0
    while here + 1 in working and all(step.tick for step in shown[here][1]):
        here += 1
    return here


def span(begins: int, ends: int) -> str:
    """ "5–10 min", "1–4 h", "1–2 days"."""
    for unit, word in ((DAY, "days"), (HOUR, "h")):
        if begins % unit == 0 and ends % unit == 0 and begins >= unit:
            return f"{begins // unit}–{ends // unit} {word}"
    return f"{begins}–{ends} min"


def _shown(row: GuideStep, ticks: dict[int, GuideTick], minute: int) -> ShownStep:
    tick = ticks.get(row.pk)
    return ShownStep(row, tick, overdue=tick is None and minute >= row.to_minute)


def _begins(steps: Sequence[ShownStep]) -> list[int]:
    return [step.row.from_minute for step in steps]


def _minutes_of(steps: Sequence[ShownStep]) -> str:
    return span(min(_begins(steps)), max(step.row.to_minute for step in steps))
