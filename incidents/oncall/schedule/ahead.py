"""What was found ahead, said once for each rotation or person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from incidents.oncall.schedule.foresight import Finding, Found


@dataclass(frozen=True)
class Ahead:
    """The soonest of its kind for a rotation, or for a person who is on twice, and how often
    it comes again."""

    finding: Finding
    sentence: str
    starts_at: datetime
    ends_at: datetime
    more: int


def said_once(found: Iterable[Found]) -> list[Ahead]:
    """Gaps and long duties by rotation, doubles by person; single cover is said elsewhere."""
    groups: dict[tuple[Finding, int], list[Found]] = {}
    for one in found:
        if one.finding == Finding.DOUBLE and one.person is not None:
            groups.setdefault((one.finding, one.person.pk), []).append(one)
        elif one.finding != Finding.SINGLE:
            groups.setdefault((one.finding, one.rotation.pk), []).append(one)
    return [
        Ahead(
            those[0].finding, _sentence(those), those[0].starts_at, those[0].ends_at, len(those) - 1
        )
        for those in groups.values()
    ]


def _sentence(those: list[Found]) -> str:
    first = those[0]
    if first.finding != Finding.DOUBLE:
        return first.sentence
    both = (name for one in those for name in (one.rotation, one.other))
    names = sorted({str(one) for one in both})
    return f"{first.person} is on call for more than one at once: {', '.join(names)}"
