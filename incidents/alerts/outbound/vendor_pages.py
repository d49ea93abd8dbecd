"""What a status page says, from the JSON that Statuspage's version 2 gives (and ours)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from incidents.catalog.models import Indicator
from portal.web.lines import one_line

MOST_INCIDENTS, MOST_COMPONENTS = 20, 40
OVER = {"resolved", "postmortem", "completed", "scheduled"}
WORST = (Indicator.CRITICAL, Indicator.MAJOR, Indicator.MINOR, Indicator.MAINTENANCE)
OF_COMPONENTS = {
    "degraded_performance": Indicator.MINOR,
    "partial_outage": Indicator.MAJOR,
    "major_outage": Indicator.CRITICAL,
    "under_maintenance": Indicator.MAINTENANCE,
}


class BrokenPage(ValueError):
    """What came is nothing that a status page says."""


@dataclass(frozen=True)
class Reading:
    """The whole of their page, and open incidents and unwell components that concern us."""

    indicator: Indicator
    words: str
    incidents: list[dict[str, Any]]
    components: list[dict[str, str]]


def summary_url(page: str) -> str:
    """Where the summary of a page stands; an address of JSON is taken as it is."""
    return page if page.endswith(".json") else f"{page.rstrip('/')}/api/v2/summary.json"


def reading_of(body: bytes, *, only: Sequence[str] = ()) -> Reading:
    """Raises BrokenPage. `only`: the components that concern us, by name or id."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BrokenPage("Their page does not answer in JSON.") from error
    if not isinstance(told, dict) or not isinstance(told.get("status"), dict):
        raise BrokenPage("Their page does not say how they are.")
    wanted = {one.casefold() for one in only}
    components = [one for one in _components(told.get("components")) if _concerns([one], wanted)]
    incidents = [
        one for one in _incidents(told.get("incidents")) if _concerns(one["components"], wanted)
    ]
    unwell = [one for one in components if one["status"] in OF_COMPONENTS]
    whole = _indicator(told["status"].get("indicator"))
    return Reading(
        indicator=_worst(unwell, incidents) if wanted else whole,
        words=_text(told["status"].get("description"), 200),
        incidents=[_named(one) for one in incidents[:MOST_INCIDENTS]],
        components=unwell[:MOST_COMPONENTS],
    )


def _components(told: Any) -> list[dict[str, str]]:
    rows = told if isinstance(told, list) else []
    return [
        {name: _text(one.get(name), 120) for name in ("id", "name", "status")}
        for one in rows
        if isinstance(one, dict)
    ]


def _incidents(told: Any) -> list[dict[str, Any]]:
    """Those that are not over."""
    rows = [one for one in (told if isinstance(told, list) else []) if isinstance(one, dict)]
    return [
        {
            "id": _text(one.get("id"), 80),
            "name": _text(one.get("name"), 200) or "An incident of theirs",
            "status": _text(one.get("status"), 40),
            "impact": _indicator(one.get("impact")).value,
            "components": _components(one.get("components")),
            "since": _moment(one.get("started_at") or one.get("created_at")),
            "url": _address(one.get("shortlink")),
        }
        for one in rows
        if _text(one.get("status"), 40) not in OVER and not one.get("resolved_at")
    ]


def _concerns(components: Sequence[dict[str, str]], wanted: set[str]) -> bool:
    """Whether one of them is wanted; an incident that names none concerns everybody."""
    if not wanted or not components:
        return True
    return any({one["id"].casefold(), one["name"].casefold()} & wanted for one in components)


def _worst(unwell: list[dict[str, str]], incidents: list[dict[str, Any]]) -> Indicator:
    said = {OF_COMPONENTS[one["status"]] for one in unwell}
    said |= {Indicator(one["impact"]) for one in incidents}
    return next((one for one in WORST if one in said), Indicator.NONE)


def _named(incident: dict[str, Any]) -> dict[str, Any]:
    return {**incident, "components": [one["name"] for one in incident["components"]][:10]}


def _indicator(told: Any) -> Indicator:
    known = {one.value: one for one in Indicator}
    return known.get(told, Indicator.NONE) if isinstance(told, str) else Indicator.NONE


def _text(told: Any, most: int) -> str:
    return one_line(told)[:most] if isinstance(told, str) else ""


def _address(told: Any) -> str:
    text = _text(told, 300)
    return text if text.startswith("https://") else ""


def _moment(told: Any) -> str:
    """ISO 8601 with its zone; empty for what is no time."""
    try:
        moment = datetime.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return ""
    if moment is None:
        return ""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
