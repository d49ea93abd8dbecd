"""How the impact went, as a drawing with its numbers."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from incidents.record.models import Impact, Incident

WIDTH, HEIGHT = 320, 72
MEASURES = (
    ("customers_affected", "Customers affected"),
    ("share", "Per cent of customers"),
    ("revenue_per_hour", "Dollars lost per hour"),
)


@dataclass(frozen=True)
class Curve:
    """A line of steps: each value holds until the next. `points` and `dots` are in the box of
    WIDTH x HEIGHT; the largest value touches its top."""

    label: str
    most: int
    newest: int
    points: str
    dots: tuple[tuple[float, float], ...]
    begins: datetime
    ends: datetime


def curve_of(incident: Incident, impacts: Sequence[Impact], *, at: datetime) -> Curve | None:
    """Of the measure that was recorded most often; None below two values."""
    counted = [
        (sum(getattr(one, name) is not None for one in impacts), -place, name, label)
        for place, (name, label) in enumerate(MEASURES)
    ]
    many, _, name, label = max(counted)
    if many < 2:  # noqa: PLR2004
        return None
    begins = incident.started_at
    ends = max(begins + incident.elapsed(at=at), *(one.at for one in impacts))
    known = sorted(
        (one.at, int(getattr(one, name))) for one in impacts if getattr(one, name) is not None
    )
    most = max(value for _, value in known) or 1
    length = (ends - begins).total_seconds() or 1

    def place(moment: datetime, value: int) -> tuple[float, float]:
        along = max((moment - begins).total_seconds(), 0) / length
        return round(along * WIDTH, 1), round(HEIGHT - value / most * HEIGHT, 1)

    dots = [place(moment, value) for moment, value in known]
    line = [dots[0]]
    for before, here in itertools.pairwise(dots):
        line += [(here[0], before[1]), here]
    line.append((float(WIDTH), dots[-1][1]))
    return Curve(
        label=label,
        most=most,
        newest=known[-1][1],
        points=" ".join(f"{x},{y}" for x, y in line),
        dots=tuple(dots),
        begins=begins,
        ends=ends,
    )
