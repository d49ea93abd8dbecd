"""What the page says in a sentence, computed from its leaf components."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from statuspage.models.component import ComponentStatus
from statuspage.models.notice import Impact

_IMPACT_RANK = {
    Impact.NONE: 0,
    Impact.MAINTENANCE: 1,
    Impact.MINOR: 2,
    Impact.MAJOR: 3,
    Impact.CRITICAL: 4,
}


@dataclass(frozen=True)
class Sentence:
    indicator: str
    description: str


def page_sentence(statuses: Sequence[str]) -> Sentence:
    """Indicator and words for the whole page. Maintenance never masks an outage."""
    total = len(statuses)
    count = Counter(statuses)
    major = count[ComponentStatus.MAJOR_OUTAGE]
    partial = count[ComponentStatus.PARTIAL_OUTAGE]
    degraded = count[ComponentStatus.DEGRADED_PERFORMANCE]
    maintained = count[ComponentStatus.UNDER_MAINTENANCE]
    rules = [
        (total and major == total, Impact.CRITICAL, "Major System Outage"),
        (major or (total and partial == total), Impact.MAJOR, "Partial System Outage"),
        (partial, Impact.MINOR, "Minor Service Outage"),
        (total and degraded == total, Impact.MINOR, "Degraded System Service"),
        (degraded, Impact.MINOR, "Partially Degraded Service"),
        (maintained, Impact.MAINTENANCE, "Service Under Maintenance"),
        (True, Impact.NONE, "All Systems Operational"),
    ]
    return next(Sentence(impact, words) for holds, impact, words in rules if holds)


def impact_of(statuses: Sequence[str]) -> str:
    """A notice's impact, from the worst statuses of what it affects."""
    return page_sentence(statuses).indicator


def worse_impact(one: str, other: str) -> str:
    return max(one, other, key=lambda impact: _IMPACT_RANK[Impact(impact)])


def notices_sentence(impacts: Sequence[str]) -> Sentence:
    """For a page without components: what its open notices say; none says all is well."""
    worst = Impact.NONE.value
    for impact in impacts:
        worst = worse_impact(worst, Impact.MINOR if impact == Impact.NONE else impact)
    words = {
        Impact.NONE: "All Systems Operational",
        Impact.MAINTENANCE: "Service Under Maintenance",
        Impact.MINOR: "Minor Service Outage",
        Impact.MAJOR: "Partial System Outage",
        Impact.CRITICAL: "Major System Outage",
    }
    return Sentence(worst, words[Impact(worst)])
