"""What was measured, against what, and whether it is good enough.

A benchmark yields rows and curves; `publish` keeps them as `var/bench/<name>.json`, and
`sum_up` writes all of them as `var/bench/figures.md`, `figures.json` and `growth.svg`.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import plot

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "bench"
HEADINGS = ("what", "reference", "Allclear", "ratio", "goal", "met")


@dataclass(frozen=True)
class Row:
    """One figure. `ratio` is ours to the reference's, where there is a reference."""

    what: str
    reference: str
    ours: str
    ratio: float | None
    goal: str
    met: bool

    def cells(self) -> tuple[str, ...]:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} ×"
        return (
            self.what, self.reference, self.ours, ratio, self.goal, "yes" if self.met else "NO",
        )  # fmt: skip


@dataclass(frozen=True)
class Curve:
    """How a cost grows: (how many, cost) in one unit, and the shape that is promised."""

    name: str
    promise: str
    unit: str
    points: Sequence[tuple[float, float]]


@dataclass
class Figures:
    """What one benchmark found."""

    rows: list[Row] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)

    def at_least(self, what: str, *, ours: float, reference: float, goal: float, unit: str) -> None:
        """A rate: the more, the better."""
        ratio = ours / reference
        self.rows.append(
            Row(what, number(reference, unit), number(ours, unit), ratio, f"≥ {goal:g} ×",
                ratio >= goal)
        )  # fmt: skip

    def at_most(self, what: str, *, ours: float, reference: float, goal: float, unit: str) -> None:
        """A cost against that of the reference: the less, the better."""
        ratio = ours / reference
        self.rows.append(
            Row(what, number(reference, unit), number(ours, unit), ratio, f"≤ {goal:g} ×",
                ratio <= goal)
        )  # fmt: skip

    def within(self, what: str, *, ours: float, goal: float, unit: str, note: str = "") -> None:
        """A cost against a fixed limit, 0 for what must not happen at all."""
        limit = f"≤ {number(goal, unit)}" if goal else "none"
        self.rows.append(Row(what, note or "—", number(ours, unit), None, limit, ours <= goal))

    def exactly(self, what: str, *, ours: float, goal: float, unit: str = "") -> None:
        shown = number(ours, unit)
        self.rows.append(Row(what, "—", shown, None, number(goal, unit), ours == goal))

    def missing(self, what: str, why: str) -> None:
        self.rows.append(Row(what, "—", f"not measured: {why}", None, "", met=False))


def number(value: float, unit: str) -> str:
    """A figure with three digits that count: "42,568/s", "0.42 s", "17 µs"."""
    digits = 0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2
    space = "" if unit.startswith("/") or not unit else " "
    return f"{value:,.{digits}f}{space}{unit}"


def publish(name: str, figures: Figures) -> None:
    """Print the rows and keep them for `sum_up`."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    stored = json.dumps(asdict(figures), ensure_ascii=False, indent=1)
    (FOLDER / f"{name}.json").write_text(stored + "\n")
    print(table([row.cells() for row in figures.rows]), flush=True)  # noqa: T201


def read(name: str) -> Figures:
    stored: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return Figures(
        [Row(**row) for row in stored["rows"]], [Curve(**curve) for curve in stored["curves"]]
    )


def forget(name: str) -> None:
    (FOLDER / f"{name}.json").unlink(missing_ok=True)


def sum_up(names: Sequence[str], *, size: str) -> Figures:
    """One table of what these benchmarks found, and one plot of every curve."""
    whole = Figures()
    for name in names:
        if not (FOLDER / f"{name}.json").exists():
            whole.missing(name, "the benchmark failed")
            continue
        found = read(name)
        whole.rows += found.rows
        whole.curves += found.curves
    text = table([row.cells() for row in whole.rows])
    made = f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, size {size}, {os.cpu_count()} cores."
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "figures.md").write_text(f"{made}\n\n{text}\n")
    stored = json.dumps(asdict(whole), ensure_ascii=False, indent=1)
    (FOLDER / "figures.json").write_text(stored + "\n")
    if whole.curves:
        drawn = [(f"{one.name} ({one.promise})", one.points) for one in whole.curves]
        (FOLDER / "growth.svg").write_text(
            plot.growth(drawn, title="Cost against size, each relative to its smallest")
        )
    if len(names) > 1:
        print(f"\n{made}\n\n{text}")  # noqa: T201
    print(f"\nKept in {FOLDER}.")  # noqa: T201
    return whole


def table(rows: Sequence[Sequence[str]]) -> str:
    """Markdown that is also aligned for a terminal."""
    lines = [HEADINGS, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADINGS))]

    def drawn(line: Sequence[str]) -> str:
        cells = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        return f"| {' | '.join(cells)} |"

    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([drawn(HEADINGS), rule, *(drawn(row) for row in rows)])
