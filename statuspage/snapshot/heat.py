"""Days as a grid: a column a week, a row a weekday; a stroke in a cell repeats its colour."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from statuspage import uptime
from statuspage.snapshot.bars import tone_of
from statuspage.snapshot.speech import SHORT, dated

SIZE, STEP = 20, 24
LEFT, TOP = 40, 22
WEEKDAYS = (0, 2, 4, 6)
# Drawn inside a cell, from its upper left corner: dash, slash, cross, plus, nothing.
STROKES = {
    "degraded": "M{x5} {y10}h10",
    "partial": "M{x5} {y15}l10-10",
    "major": "M{x5} {y5}l10 10m0-10l-10 10",
    "maint": "M{x5} {y10}h10m-5-5v10",
    "no": "",
    "ok": "",
}


def heat_map(cells: Sequence[uptime.Day], language: str) -> dict[str, Any]:
    """An SVG's size, its cells as one path a tone, the strokes, and its labels."""
    first = cells[0].day
    monday = first - timedelta(days=first.weekday())
    boxes: dict[str, list[str]] = {}
    strokes: list[str] = []
    marks: list[str] = []
    for cell in cells:
        place = (cell.day - monday).days
        x, y = LEFT + place // 7 * STEP, TOP + place % 7 * STEP
        tone = tone_of(cell)
        boxes.setdefault(tone, []).append(f"M{x} {y}h{SIZE}v{SIZE}h-{SIZE}z")
        if stroke := STROKES[tone]:
            at = {f"{axis}{by}": value + by for axis, value in (("x", x), ("y", y))
                  for by in (5, 10, 15)}  # fmt: skip
            strokes.append(stroke.format(**at))
        if cell.corrected:
            marks.append(f"M{x + 2} {y + 18}h16")
    weeks = (cells[-1].day - monday).days // 7 + 1
    return {
        "width": LEFT + weeks * STEP,
        "height": TOP + 7 * STEP,
        "boxes": [{"tone": tone, "d": "".join(parts)} for tone, parts in boxes.items()],
        "strokes": "".join(strokes),
        "marks": "".join(marks),
        "weekdays": [
            {"y": TOP + row * STEP + 15, "word": _weekday(monday + timedelta(days=row), language)}
            for row in WEEKDAYS
        ],
        "months": _months(first, monday, weeks, language),
    }


def _weekday(day: date, language: str) -> str:
    return dated(language, day).split()[0] if SHORT[language].startswith("D") else ""


def _months(first: date, monday: date, weeks: int, language: str) -> list[dict[str, Any]]:
    """A month's name above the week it begins in, where the name before leaves room."""
    found: list[dict[str, Any]] = []
    for week in range(weeks):
        days = [monday + timedelta(days=week * 7 + row) for row in range(7)]
        begins = next((one for one in days if one.day == 1), first if week == 0 else None)
        x = LEFT + week * STEP
        if begins is None:
            continue
        if found and x - found[-1]["x"] < 2 * STEP:
            found.pop()
        found.append({"x": x, "word": dated(language, begins, "brief")})
    return found
