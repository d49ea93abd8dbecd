"""A year of each component: months with their percentages, days, what was corrected."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from statuspage import uptime
from statuspage.models import ComponentStatus
from statuspage.snapshot.bars import QUIET, percentage, trouble
from statuspage.snapshot.facts import ComponentFacts, SiteFacts
from statuspage.snapshot.heat import heat_map
from statuspage.snapshot.recorded import covered_since
from statuspage.snapshot.speech import dated, say
from statuspage.snapshot.times import duration

MONTHS = 12
RECENT_MONTHS = 6
TICK = timedelta(minutes=10)
# The chart of lost time: columns from a ground line.
WIDTH, GROUND, TALLEST = 48, 116, 92
MINUTE = 60


def year_source(facts: SiteFacts, one: ComponentFacts) -> str:
    """Changes when its year looks different: once a day, after a change, and every ten
    minutes while there is trouble."""
    row, today = one.row, facts.at.astimezone(facts.zone).date()
    named = (row.public_id, row.name, str(row), row.description, row.start_date, row.created_at)
    troubled = row.status != ComponentStatus.OPERATIONAL
    tick = int(facts.at.timestamp() // TICK.total_seconds()) if troubled else 0
    return repr((*named, row.showcase, today, tick, one.changes, one.corrections))


def overview(facts: SiteFacts) -> dict[str, Any]:
    """Each component's percentages of the last months, in its group."""
    firsts = month_firsts(facts, RECENT_MONTHS)
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in facts.components:
        if not one.row.showcase:
            continue
        name = one.row.group.name if one.row.group else say(facts.language, "Components")
        accounts = _accounts(facts, one, firsts)
        cells = [_cell(facts, found, touched) for found, touched in accounts]
        groups.setdefault(name, []).append(
            {
                "name": one.row.name,
                "url": f"{facts.root}/uptime/{one.row.public_id}/",
                "ninety": percentage(facts.language, one.percentage),
                "cells": cells,
            }
        )
    return {
        "months": [dated(facts.language, first, "brief") for first in firsts],
        "groups": [{"name": name, "members": members} for name, members in groups.items()],
    }


def component_year(facts: SiteFacts, one: ComponentFacts) -> dict[str, Any]:
    """One component: its chart of lost time, its calendar, its days of trouble."""
    firsts = month_firsts(facts, MONTHS)
    accounts = _accounts(facts, one, firsts)
    begins = uptime.midnight(firsts[0], facts.zone)
    today = facts.at.astimezone(facts.zone).date()
    within = uptime.calendar(today, (today - firsts[0]).days + 1, facts.zone)
    history = uptime.history(one.changes, one.corrections, start=begins, end=facts.at)
    cells = uptime.days(
        history,
        within=within,
        covered_from=max(covered_since(one.row, facts.zone), begins),
        corrected=one.corrections,
    )
    half = len(cells) - min(len(cells), 182)
    return {
        "name": one.row.name,
        "full_name": str(one.row),
        "description": one.row.description,
        "status": one.row.status,
        "word": say(facts.language, ComponentStatus(one.row.status).label),
        "months": _months(facts, firsts, accounts),
        "chart": _chart(facts, firsts, accounts),
        "maps": [heat_map(part, facts.language) for part in (cells[:half], cells[half:]) if part],
        "troubles": [
            trouble(facts, cell)
            for cell in reversed(cells)
            if cell.status not in QUIET or cell.corrected
        ],
        "corrected": any(cell.corrected for cell in cells),
    }


def month_firsts(facts: SiteFacts, count: int) -> list[date]:
    """The first days of the last months, this one at the end."""
    first = facts.at.astimezone(facts.zone).date().replace(day=1)
    found = [first]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


Month = tuple[uptime.Account, bool]


def _accounts(facts: SiteFacts, one: ComponentFacts, firsts: list[date]) -> list[Month]:
    """What each month covered and lost, and whether any of it was corrected."""
    since = covered_since(one.row, facts.zone)
    following = (firsts[-1] + timedelta(days=32)).replace(day=1)
    edges = [uptime.midnight(day, facts.zone) for day in [*firsts, following]]
    found = []
    for begins, ends in pairwise(edges):
        until = min(ends, facts.at)
        history = uptime.history(one.changes, one.corrections, start=begins, end=until)
        account = uptime.account(history, covered_from=max(since, begins))
        found.append((account, _touched(one, max(since, begins), until)))
    return found


def _touched(one: ComponentFacts, begins: datetime, ends: datetime) -> bool:
    return any(said.start < ends and said.end > begins for said in one.corrections)


def _cell(facts: SiteFacts, account: uptime.Account, touched: bool) -> dict[str, Any]:
    return {
        "percentage": percentage(facts.language, account.percentage),
        "no_data": account.percentage is None,
        "lost": duration(timedelta(seconds=account.lost), facts.language),
        "corrected": touched,
    }


def _months(facts: SiteFacts, firsts: list[date], accounts: list[Month]) -> list[dict[str, Any]]:
    return [
        {"name": dated(facts.language, first, "month"), **_cell(facts, account, touched)}
        for first, (account, touched) in zip(firsts, accounts, strict=True)
    ][::-1]


def _chart(facts: SiteFacts, firsts: list[date], accounts: list[Month]) -> dict[str, Any]:
    """A column a month, as tall as time was lost; the tallest fills the space."""
    most = max((account.lost for account, _ in accounts), default=0.0)
    columns = []
    for place, (first, (account, _)) in enumerate(zip(firsts, accounts, strict=True)):
        tall = round(TALLEST * account.lost / most) if most else 0
        columns.append(
            {
                "x": place * WIDTH + WIDTH // 2,
                "tall": max(tall, 2) if account.lost else 0,
                "no_data": account.percentage is None,
                "word": dated(facts.language, first, "brief"),
                "value": duration(timedelta(seconds=account.lost), facts.language)
                if account.lost >= MINUTE
                else ("" if not account.lost else "< 1 min"),
            }
        )
    for one in columns:
        one["label_y"] = GROUND - int(str(one["tall"])) - 6
    return {"width": len(columns) * WIDTH, "ground": GROUND, "columns": columns}
