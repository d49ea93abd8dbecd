"""What is behind: the last days, and every month."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from statuspage.snapshot.facts import SiteFacts
from statuspage.snapshot.presented import line
from statuspage.snapshot.times import day_name

PAST_DAYS = 14
RECENT_MONTHS = 6


def past_days(facts: SiteFacts) -> list[dict[str, Any]]:
    """The last 14 days, runs of quiet ones folded into one line. Open notices stand above."""
    today = facts.at.astimezone(facts.zone).date()
    oldest = today - timedelta(days=PAST_DAYS - 1)
    by_day: dict[date, list[dict[str, Any]]] = {}
    for notice in facts.notices:
        day = notice.row.started_at.astimezone(facts.zone).date()
        if not notice.is_open and day >= oldest:
            by_day.setdefault(day, []).append(line(facts, notice))
    return list(_folded([today - timedelta(days=back) for back in range(PAST_DAYS)], by_day))


def months(facts: SiteFacts) -> list[dict[str, Any]]:
    """Every month with notices, newest first."""
    found: dict[date, list[dict[str, Any]]] = {}
    for notice in facts.notices:
        shown = line(facts, notice)
        found.setdefault(shown["started_day"].replace(day=1), []).append(shown)
    return [
        {"name": f"{month:%B %Y}", "first": month, "notices": notices}
        for month, notices in found.items()
    ]


def recent(facts: SiteFacts, every: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of the last months; what is older stands on its year's page."""
    today = facts.at.astimezone(facts.zone).date()
    oldest = (today.replace(day=1) - timedelta(days=31 * (RECENT_MONTHS - 1))).replace(day=1)
    return [month for month in every if month["first"] >= oldest]


def _folded(
    days: Iterable[date], by_day: dict[date, list[dict[str, Any]]]
) -> Iterable[dict[str, Any]]:
    days = list(days)
    today = days[0]
    quiet: list[date] = []
    for day in days:
        if day not in by_day:
            quiet.append(day)
            continue
        if quiet:
            yield _quiet(quiet, today)
            quiet = []
        yield {"name": _name(day, today), "iso": day.isoformat(), "notices": by_day[day]}
    if quiet:
        yield _quiet(quiet, today)


def _quiet(days: list[date], today: date) -> dict[str, Any]:
    newest, oldest = days[0], days[-1]
    if newest == oldest:
        name = _name(newest, today)
    elif newest.month == oldest.month:
        name = f"{oldest.day}–{newest.day} {newest:%b}"
    else:
        name = f"{oldest.day} {oldest:%b} – {newest.day} {newest:%b}"
    return {"name": name, "iso": newest.isoformat(), "notices": []}


def _name(day: date, today: date) -> str:
    return "Today" if day == today else day_name(day, today=today)
