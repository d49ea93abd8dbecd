"""The days behind, newest first."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from statuspage.snapshot.facts import SiteFacts

PAST_DAYS = 14


def past_days(facts: SiteFacts, ended: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last 14 days, runs of quiet ones folded into one line."""
    today = facts.at.astimezone(facts.zone).date()
    by_day: dict[date, list[dict[str, Any]]] = {}
    for notice in ended:
        by_day.setdefault(notice["started_day"], []).append(notice)
    return list(_folded([today - timedelta(days=back) for back in range(PAST_DAYS)], by_day))


def _folded(
    days: Iterable[date], by_day: dict[date, list[dict[str, Any]]]
) -> Iterable[dict[str, Any]]:
    quiet: list[date] = []
    for day in days:
        if day not in by_day:
            quiet.append(day)
            continue
        if quiet:
            yield _quiet(quiet)
            quiet = []
        yield {"name": _name(day), "iso": day.isoformat(), "notices": by_day[day]}
    if quiet:
        yield _quiet(quiet)


def _quiet(days: list[date]) -> dict[str, Any]:
    name = _name(days[0]) if len(days) == 1 else f"{_name(days[-1])} – {_name(days[0])}"
    return {"name": name, "iso": days[0].isoformat(), "notices": []}


def _name(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
