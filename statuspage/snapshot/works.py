"""The page of planned maintenance."""

from typing import Any

from statuspage.snapshot.facts import SiteFacts
from statuspage.snapshot.presented import line, shown

MOST_PAST = 50


def maintenance(facts: SiteFacts) -> dict[str, Any]:
    """What runs, what is planned, and the newest of what is over."""
    return {
        "running": [shown(facts, one) for one in facts.under_way],
        "planned": [shown(facts, one) for one in facts.planned],
        "over": [line(facts, one) for one in facts.maintenances if not one.is_open][:MOST_PAST],
    }
