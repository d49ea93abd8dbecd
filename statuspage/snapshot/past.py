"""What is behind: the last days, every month, and the days of three months at a glance."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from statuspage import uptime
from statuspage.models import ComponentStatus
from statuspage.models.component import RANK
from statuspage.snapshot.bars import QUIET, trouble
from statuspage.snapshot.facts import BAR_DAYS, NoticeFacts, SiteFacts
from statuspage.snapshot.heat import heat_map
from statuspage.snapshot.presented import line
from statuspage.snapshot.speech import dated, say
from statuspage.snapshot.times import day_name

PAST_DAYS = 14
RECENT_MONTHS = 6


def began_on(facts: SiteFacts, notice: NoticeFacts) -> date:
    return notice.row.started_at.astimezone(facts.zone).date()


def past_days(facts: SiteFacts) -> list[dict[str, Any]]:
    """The last 14 days, runs of quiet ones folded into one line."""
    today = facts.at.astimezone(facts.zone).date()
    oldest = today - timedelta(days=PAST_DAYS - 1)
    by_day: dict[date, list[dict[str, Any]]] = {}
    for notice in in_time(facts):
        day = _shown_on(facts, notice)
        if day >= oldest:
            by_day.setdefault(day, []).append(line(facts, notice))
    return list(_folded(facts, [today - timedelta(days=back) for back in range(PAST_DAYS)], by_day))


def _shown_on(facts: SiteFacts, notice: NoticeFacts) -> date:
    """The day it began; work called off before its time, the day that was said."""
    cancelled = notice.row.cancelled_at
    day = began_on(facts, notice)
    return min(day, cancelled.astimezone(facts.zone).date()) if cancelled else day


def in_time(facts: SiteFacts) -> list[NoticeFacts]:
    """Incidents and maintenance, newest first; planned work is not yet history."""
    said = [one for one in facts.everything if not one.is_planned]
    return sorted(said, key=lambda one: (one.row.started_at, one.row.pk), reverse=True)


def by_month(facts: SiteFacts) -> dict[date, list[NoticeFacts]]:
    """Every month that has something, newest first."""
    found: dict[date, list[NoticeFacts]] = {}
    for notice in in_time(facts):
        found.setdefault(began_on(facts, notice).replace(day=1), []).append(notice)
    return found


def months(facts: SiteFacts, chosen: dict[date, list[NoticeFacts]]) -> list[dict[str, Any]]:
    """The months as history lists them."""
    return [
        {
            "name": dated(facts.language, month, "month"),
            "notices": [line(facts, one) for one in notices],
            "incidents": sum(not one.row.is_maintenance for one in notices),
            "works": sum(one.row.is_maintenance for one in notices),
        }
        for month, notices in chosen.items()
    ]


def recent(facts: SiteFacts, every: dict[date, list[NoticeFacts]]) -> dict[date, list[NoticeFacts]]:
    """Those of the last months; what is older stands on its year's page."""
    today = facts.at.astimezone(facts.zone).date()
    oldest = (today.replace(day=1) - timedelta(days=31 * (RECENT_MONTHS - 1))).replace(day=1)
    return {month: notices for month, notices in every.items() if month >= oldest}


def worst_days(facts: SiteFacts) -> list[uptime.Day]:
    """The last 90 days of the whole page: each as bad as its worst component."""
    rows = [one.days for one in facts.components if one.row.showcase]
    return [_worst(cells) for cells in zip(*rows, strict=True)]


def noted_days(facts: SiteFacts) -> list[list[tuple[int, uptime.Day]]]:
    """What the worst days are made from: each component's days by their place, but those that
    were operational and stand as recorded, which are all the same."""
    return [
        [
            (place, cell)
            for place, cell in enumerate(one.days)
            if cell.status != ComponentStatus.OPERATIONAL or cell.corrected
        ]
        for one in facts.components
        if one.row.showcase
    ]


def _worst(cells: Sequence[uptime.Day]) -> uptime.Day:
    known = [one for one in cells if one.status != uptime.NO_DATA]
    if not known:
        return cells[0]
    worst = max(known, key=lambda one: (RANK[one.status], one.troubled))
    return uptime.Day(worst.day, worst.status, worst.troubled, any(one.corrected for one in known))


def days_at_a_glance(facts: SiteFacts) -> dict[str, Any] | None:
    """The heat map of the last 90 days with its table, or nothing without components."""
    cells = worst_days(facts)
    if not cells:
        return None
    known = [one for one in cells if one.status != uptime.NO_DATA]
    good = sum(one.status == ComponentStatus.OPERATIONAL for one in known)
    return {
        "map": heat_map(cells, facts.language),
        "good": good,
        "of": len(known),
        "days": BAR_DAYS,
        "troubles": [trouble(facts, one) for one in reversed(cells) if one.status not in QUIET],
    }


def _folded(
    facts: SiteFacts, days: Iterable[date], by_day: dict[date, list[dict[str, Any]]]
) -> Iterable[dict[str, Any]]:
    days = list(days)
    today = days[0]
    quiet: list[date] = []
    for day in days:
        if day not in by_day:
            quiet.append(day)
            continue
        if quiet:
            yield _quiet(facts, quiet, today)
            quiet = []
        yield {"name": _name(facts, day, today), "iso": day.isoformat(), "notices": by_day[day]}
    if quiet:
        yield _quiet(facts, quiet, today)


def _quiet(facts: SiteFacts, days: list[date], today: date) -> dict[str, Any]:
    newest, oldest = days[0], days[-1]
    if newest == oldest:
        name = _name(facts, newest, today)
    elif newest.month == oldest.month:
        name = f"{oldest.day}–{newest.day} {dated(facts.language, newest, 'brief')}"
    else:
        brief = [f"{one.day} {dated(facts.language, one, 'brief')}" for one in (oldest, newest)]
        name = " – ".join(brief)
    return {"name": name, "iso": newest.isoformat(), "notices": []}


def _name(facts: SiteFacts, day: date, today: date) -> str:
    if day == today:
        return say(facts.language, "Today")
    return day_name(day, today=today, language=facts.language)
